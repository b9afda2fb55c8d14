# Todo lo que feedgate dice en páginas y tarjetas, en la API y en los canales de colecciones en español.
# Un mensaje por texto; { $name } se completa. Los títulos, resúmenes y nombres vienen de la colección sin cambios.

### Todas las páginas

skip = Saltar al contenido
site = Sitio
follow-short = Suscribirse
api = API
all-feeds = Todos los canales (OPML)
image-credit = Imagen: { $credit }

## Listas de informes

reports-count = { $count ->
    [0] Aún no hay informes
    [one] { $count } informe
   *[other] { $count } informes
}
results-count = { $count ->
    [0] No se encontraron resultados
    [one] { $count } resultado
   *[other] { $count } resultados
}
read-on = Mostrar más
read-less = Mostrar menos
first-report = Suscríbase para recibir un aviso cuando llegue el primer informe.
topics = Temas
follow = Suscribirse a los nuevos informes
follow-this-search = Suscribirse a esta búsqueda
newer = Más recientes
older = Más antiguos
previous = Anterior
next = Siguiente
pages = Páginas
page-of = Página { $page } de { $pages }

## Buscar

search-label = Buscar informes
search = Buscar
suggestions = Sugerencias
author-or-publisher = Autor o editorial
filters = Filtros
filters-in-use = { $count ->
    [one] { $count } activo
   *[other] { $count } activos
}
apply-filters = Aplicar filtros
more-values = y { $count } más
looked-for = Términos de búsqueda y filtros
remove = Quitar
not = no { $value }
clear-all = Borrar todo
order = Ordenar por
newest = Más recientes primero
oldest = Más antiguos primero
title = Título
relevance = Relevancia
view = Vista
list = Lista
grid = Cuadrícula
nothing-has-all = Ningún informe coincide con esta búsqueda. Pruebe con menos palabras o con otras, o quite un filtro.
search-help = Busca informes que contengan todas las palabras. Use "comillas" para una frase exacta, OR para una de dos palabras y - antes de una palabra para excluirla.
some-of-words = Ningún informe contiene todas estas palabras: { $words }. { $count ->
    [one] { $count } informe contiene algunas.
   *[other] { $count } informes contienen algunas.
}
show-everything = Mostrar todos los informes

topic = Tema
place = Lugar
publisher = Editorial
kind = Tipo
language = Idioma
year = Año

## El nombre de una búsqueda

search-title = { $collection }: { $phrase }
title-reports = informes
title-kinds-with = { $kinds } con { $words }
title-topic = en { $values }
title-place = sobre { $values }
title-publisher = de { $values }
title-language = en { $values }
title-year = de { $values }
title-without = sin { $values }
title-others = otros { $count }

kind-report = informes
kind-brief = informes breves
kind-case-study = estudios de caso
kind-evaluation = evaluaciones
kind-fact-sheet = hojas informativas
kind-toolkit = guías prácticas
kind-white-paper = libros blancos
kind-dataset = conjuntos de datos
kind-other = otras publicaciones

one-report = Informe
one-brief = Informe breve
one-case-study = Estudio de caso
one-evaluation = Evaluación
one-fact-sheet = Hoja informativa
one-toolkit = Guía práctica
one-white-paper = Libro blanco
one-dataset = Conjunto de datos
one-other = Publicación

## Un tema

topic-closed = Este tema está cerrado.
topic-successor = Los nuevos informes aparecen en:
search-topic = Buscar y filtrar estos informes
topic-feeds = Canales de este tema:
neighbors = Temas relacionados
neighbor-count = { $count ->
    [one] { $count } informe en ambos
   *[other] { $count } informes en ambos
}

## Un informe

read-at-publisher = Leer en el sitio web de la editorial
published-by = Publicado por
published = Publicado
added = Añadido
updated = Actualizado
places = Lugares
keywords = Palabras clave
doi = DOI
license = Licencia
image = Imagen
files = Archivos
cite = Citar este informe
cite-how = Estilo APA. Los nombres aparecen como en la colección.
cite-files = Para gestores de referencias:
download = Descargar { $name }
report-address = Dirección de esta página
preview-topic = Informes sobre «{ $topic }» en la colección «{ $collection }».
preview-report = Un informe de la colección «{ $collection }».
related = Informes relacionados
follow-collection = Suscribirse a { $collection }

## Suscribirse

## The page for those who harvest (OAI-PMH)

oai-link = Recolectar (OAI-PMH)
oai-title = Recolectar con OAI-PMH
oai-what = Los catálogos de bibliotecas y otros servicios copian de aquí todos los registros, y después solo lo que ha cambiado. Escriba esta dirección en su recolector. No necesita ninguna clave.
oai-base = URL base
oai-requests = Solicitudes para probar
oai-identify = Sobre este repositorio
oai-all = Todos los registros
oai-since = Lo que ha cambiado últimamente
oai-ids = Solo los identificadores
oai-again = Para recibir la próxima vez solo los cambios, use como “from” la fecha de respuesta de su última recolección. Una lista de muchos registros llega por páginas: pida la página siguiente con el token de reanudación. Un token sigue siendo válido aunque entretanto cambie la colección o se reinicie el servidor.
oai-deleted = Los informes retirados siguen en la lista como registros eliminados, para que su catálogo pueda quitarlos.
oai-formats = Formatos
oai-sets = Un conjunto para cada tema
hub-link = Avisos inmediatos (WebSub)
hub-title = Recibir los cambios al momento (WebSub)
hub-what = Este hub envía cada versión nueva de un canal a todos los que se suscribieron a él, en pocos segundos. Muchos lectores de canales se suscriben por sí mismos. Use esta página para conectar su propio sitio web o programa.
hub-address = Dirección del hub
hub-how = Cómo suscribirse
hub-post = Envíe un formulario al hub con POST. El formulario indica el canal y su callback, que es una dirección donde su programa recibe solicitudes. El secreto es opcional.
hub-confirm = El hub responde 202. Después envía a su callback una solicitud GET con un desafío (challenge), que su callback debe devolver como cuerpo completo, con el estado 200. La solicitud también indica cuánto dura la suscripción. Suscríbase de nuevo antes de que termine.
hub-deliveries = Qué recibe su callback
hub-delivery = Cuando el canal cambia, el hub lo envía con POST. El cuerpo es exactamente lo que devuelve la dirección del canal. Si indicó un secreto, X-Hub-Signature contiene el HMAC del cuerpo. Responda con cualquier estado 2xx.
hub-again = Si su callback falla, el hub lo intenta de nuevo durante dos días, con intervalos crecientes. Siempre envía la última versión.
hub-feeds = Canales de la colección
hub-any = También puede suscribirse a cada tema y a cada búsqueda, en todos los formatos:

suggest-link = Agregue el contenido de su organización
suggest-title = Sugerir un informe
suggest-what = ¿Conoce un informe que debería estar en esta colección? Avísenos. Un curador lee cada sugerencia. No necesita una cuenta.
suggest-report = El informe
suggest-address = Dirección web o DOI
suggest-address-help = Por ejemplo, https://example.org/informe o 10.1234/abc.
suggest-report-title = Título
suggest-published = Fecha de publicación
suggest-published-help = Un año, un mes o un día: 2023, 2023-07 o 2023-07-24.
suggest-note = ¿Por qué debería estar en esta colección?
suggest-note-help = Solo lo leen los curadores.
suggest-details = Autores, resumen y más
suggest-lines-help = Uno en cada línea.
suggest-language-help = Una etiqueta de idioma, como en o es-MX.
suggest-sender = Sobre usted
suggest-contact = Contacto
suggest-organization = Organización
suggest-name = Su nombre
suggest-email = Su correo electrónico
suggest-email-help = Solo para preguntas. Nunca se publica y se borra después de un tiempo.
suggest-optional = (opcional)
suggest-trap = Deje este campo vacío
suggest-proof-needs-script = Este formulario necesita JavaScript, porque su navegador debe hacer un cálculo que evita el correo no deseado. Active JavaScript y cargue esta página de nuevo.
suggest-send = Enviar la sugerencia
suggest-next = Qué pasa después
suggest-next-what = Usted recibe una página privada. Muestra si su sugerencia fue aceptada. Hasta entonces puede corregirla o retirarla en esa página.
suggest-one-link = Sugerir un solo informe
suggest-many-title = Agregue el contenido de su organización
suggest-many-short = Envíe hasta unos cientos de informes a la vez, desde un gestor de referencias o una tabla.
suggest-many-link = Sugerir muchos informes
suggest-many-what = Envíe los informes de su organización de una vez. Pegue o suba una bibliografía, revise lo que se encontró en ella y envíelo.
suggest-bibliography = Sus informes
suggest-paste = Pegue BibTeX, RIS, CSL-JSON o CSV
suggest-paste-help = Como máximo { $most } informes. Una tabla necesita una columna llamada title y otra llamada url o doi.
suggest-file = O suba un archivo
suggest-read = Mostrar los informes
suggest-blank = Escribirlos
suggest-nth = Informe { $number }
suggest-chosen = Enviar este informe
suggest-send-many = Enviar las sugerencias
suggest-more = Agregar más informes
suggest-back-to-text = Volver al texto pegado
suggest-typed-kept = { $count ->
    [one] El informe que escribió se conserva. El paso siguiente lo muestra de nuevo.
   *[other] Los { $count } informes que escribió se conservan. El paso siguiente los muestra de nuevo.
}
suggest-faults = { $count ->
    [one] Un campo necesita una corrección. Véalo abajo.
   *[other] { $count } campos necesitan una corrección. Véalos abajo.
 }
suggest-notice-trap = El campo «Deje este campo vacío» tiene contenido, quizás por su navegador. Vacíelo y envíe el formulario de nuevo.
suggest-notice-early = El formulario se envió muy rápido, como lo hacen los programas. Revíselo y envíelo de nuevo.
suggest-notice-late = Este formulario estuvo abierto mucho tiempo. Revíselo y envíelo de nuevo.
suggest-notice-proof = Su navegador no terminó un cálculo que evita el correo no deseado. Active JavaScript, espere unos segundos y envíe el formulario de nuevo.
suggest-notice-wait = { $minutes ->
    [one] Llegaron demasiadas sugerencias desde su red. Envíe el formulario de nuevo en un minuto. Nada de lo que escribió se pierde mientras esta página esté abierta.
   *[other] Llegaron demasiadas sugerencias desde su red. Envíe el formulario de nuevo en { $minutes } minutos. Nada de lo que escribió se pierde mientras esta página esté abierta.
 }
suggest-notice-full = El buzón está lleno, porque muchas sugerencias esperan a los curadores. Inténtelo más tarde. Su sugerencia no fue recibida.
suggest-notice-full-now = El buzón está lleno, porque muchas sugerencias esperan a los curadores. Ahora no se reciben sugerencias nuevas. Vuelva más tarde.
suggest-notice-down = Su sugerencia no se pudo guardar, así que no fue recibida. Envíe el formulario de nuevo en un minuto.
suggest-notice-busy = En este momento se están leyendo las listas de otras personas. Envíe la suya de nuevo en un minuto.
suggest-notice-not-changed = Su cambio no se pudo guardar, así que nada cambió. Su sugerencia no se perdió. Inténtelo de nuevo en un minuto.
suggest-notice-marked = { $count ->
    [one] Todavía no se envió nada. Un informe ya no está seleccionado, porque la colección lo tiene, ya fue sugerido o está dos veces en esta lista. El motivo está junto a él.
   *[other] Todavía no se envió nada. { $count } informes ya no están seleccionados, porque la colección los tiene, ya fueron sugeridos o están dos veces en esta lista. El motivo está junto a cada uno.
}
suggest-notice-repeats = Este informe es el mismo que otro anterior de esta lista:
suggest-notice-known = La colección ya tiene este informe:
suggest-notice-withdrawn = Este informe fue retirado de la colección. Su página explica por qué:
suggest-notice-waits = Este informe ya fue sugerido y un curador va a revisarlo. Si lo acepta, aparecerá en la colección. Puede recibir un aviso:
suggest-notice-sent = Usted ya envió este formulario con otro contenido. Para enviarlo como una sugerencia nueva, envíelo otra vez.
suggest-notice-decided = Esta sugerencia ya no se puede cambiar, porque ya se decidió o se retiró.
suggest-notice-empty = No hay ningún informe para enviar. Complete al menos uno y seleccione «Enviar este informe».
suggest-unreadable-format = Esto no es BibTeX, RIS, CSL-JSON ni una tabla (CSV), así que no se pudo leer.
suggest-unreadable-broken = Esto parece { $format }, pero tiene un error, así que no se pudo leer.
suggest-unreadable-columns = Esta tabla no se pudo leer, porque sus columnas tienen otros nombres. La primera línea debe nombrar las columnas. Una debe llamarse title y otra url o doi.
suggest-unreadable-line = El registro en la línea { $number } tiene un error, así que se omite.
suggest-unreadable-record = El registro { $number } tiene un error, así que se omite.
suggest-unreadable-failed = Esto no se pudo leer. Pruebe otro formato.
suggest-notice-first = Solo se muestran los primeros { $count } informes. Envíe los demás por separado.
suggest-fault-missing-field = Escriba el título.
suggest-fault-missing-address = Escriba la dirección web o el DOI del informe.
suggest-fault-empty-text = Escriba un texto.
suggest-fault-forbidden-character = Quite de este texto el carácter de control invisible.
suggest-fault-not-an-address = Escriba una dirección web completa, como https://example.org/informe.
suggest-fault-not-a-doi = Escriba un DOI como 10.1234/abc.
suggest-fault-not-a-date = Escriba una fecha como 2023, 2023-07 o 2023-07-24.
suggest-fault-impossible-date = Esta fecha no existe. Revise el mes y el día.
suggest-fault-not-an-email = Escriba un correo electrónico como nombre@example.org.
suggest-fault-too-long = Este texto es demasiado largo. Acórtelo.
suggest-fault-other = Esto no se puede usar: { $why }.
suggest-status-title = { $count ->
    [one] Su sugerencia
   *[other] Sus sugerencias
}
suggest-status-what = { $count ->
    [one] Recibimos su sugerencia. Esta página es privada. Guarde su dirección para ver qué pasa y para hacer cambios.
   *[other] Recibimos sus sugerencias. Esta página es privada. Guarde su dirección para ver qué pasa y para hacer cambios.
}
suggest-status-address = Dirección de esta página
suggest-state-received = Recibida
suggest-state-accepted = Aceptada
suggest-state-declined = Rechazada
suggest-state-taken-back = Retirada
suggest-see = Ver el informe en la colección
suggest-words = Los curadores dicen:
suggest-correct = Corregir esta sugerencia
suggest-save = Guardar la corrección
suggest-take-back = Retirar esta sugerencia
suggest-about-you = Sobre usted
suggest-we-know = Solo los curadores ven esto:
suggest-correct-sender = Corregir esto
suggest-forget = Borrar mi nombre y mi correo electrónico
suggest-nothing-known = Su nombre y su correo electrónico no están guardados.
suggest-another = Sugerir otro informe

## Correo a los curadores

mail-subject = { $count ->
    [one] { $collection }: alguien sugirió «{ $title }»
   *[other] { $collection }: alguien sugirió { $count } informes
}
mail-what = { $count ->
    [one] Alguien sugirió un informe para «{ $collection }»:
   *[other] Alguien sugirió { $count } informes para «{ $collection }»:
}
mail-more = { $count ->
    [one] y { $count } más
   *[other] y { $count } más
}
mail-review = Para aceptar o rechazar, entre en la mesa de curadores y abra la ruta del informe. En el servidor, «feedgate suggestions show NÚMERO» muestra lo mismo.
mail-review-link = Para aceptar o rechazar, siga el enlace e inicie sesión. En el servidor, «feedgate suggestions show NÚMERO» muestra lo mismo.
mail-why = Usted recibe este mensaje porque el ajuste inbox.mail_to tiene su dirección.

subscribe-title = Suscribirse a { $title }
subscribe-what = Un lector de canales (RSS) revisa este canal por usted y le muestra cada informe nuevo. No necesita una cuenta y nadie sabrá quién es usted. Copie la dirección en su lector o ábrala en uno de estos:
subscribe-address = Dirección del canal
subscribe-readers = Abrir en un lector de canales
subscribe-others = También puede usar cualquier otro lector de canales, incluso uno en su propio servidor: pegue allí la dirección.
subscribe-push = Los lectores que conocen WebSub reciben los informes nuevos al momento, sin preguntar:
subscribe-formats = El mismo canal en otros formatos
readers-web = En el navegador
readers-desktop = En una computadora
readers-phone = En un teléfono o una tableta
subscribe-all = Cada tema tiene su propio canal. La mayoría de los lectores de canales pueden importar la lista de todos los canales:

## Compartir

share = Compartir
share-this-search = Compartir esta búsqueda
share-title = Compartir { $title }
share-what = Elija cómo deben verse los informes en su sitio web. Después, copie el código.
share-form = Tipo de inserción
form-frame = Iframe: siempre actualizado
form-html = Lista sencilla: para correos electrónicos y sitios web que no permiten iframes
share-style = Estilo
style-card = Tarjeta: títulos, fechas y autores
style-list = Lista: con resúmenes
style-headline = Titulares: solo los títulos
style-card-report = Tarjeta: título, fecha, autores y resumen
style-headline-report = Titular: solo el título
share-count = Número de informes
share-width = Ancho en píxeles
share-theme = Colores
theme-auto = Automáticos
theme-light = Claros
theme-dark = Oscuros
share-update = Actualizar vista previa
share-preview = Vista previa
share-code = Código para insertar
share-code-frame = Pegue esto donde deba aparecer la lista
share-code-frame-report = Pegue esto donde deba aparecer el informe
share-code-html = Pegue esto donde deba aparecer la lista. Muestra los informes de hoy y no cambia después.
share-code-html-report = Pegue esto donde deba aparecer el informe. Muestra el informe de hoy y no cambia después.
share-script-frame = Opcional, una vez por página: ajusta la altura de cada iframe a su contenido
share-script-html = Opcional, una vez por página: mantiene la lista actualizada, si su sitio web permite scripts
share-card = Dirección oEmbed, para programas que insertan enlaces con oEmbed
share-doctor = Comprobar cómo se ve el enlace en WordPress, Slack y otros programas
copy = Copiar
copy-address = Copiar dirección
copy-citation = Copiar cita
copy-code = Copiar código
copied = Copiado

## Tarjetas

all-reports = Los { $count } informes

## Imágenes

credit-work = «{ $title }», de { $creator }
credit-title = «{ $title }»

## Errores
# `refused-TIPO` es el título, `refused-TIPO-why` dice qué ocurre y `refused-TIPO-advice` dice qué puede hacer un
# cliente de la API.

go-to-collection = Ir a la colección
refused-request = Solicitud incorrecta
refused-request-advice = Envíe una ruta o una URL completa, un solo encabezado `Host` con el nombre de un servidor y el cuerpo completo, si lo hay.
refused-host-why = La solicitud debe tener un solo encabezado Host con un nombre de servidor válido.
refused-target-form-why = La solicitud debe pedir una ruta, como /feed.atom, o una URL completa.
refused-body-not-whole-why = La solicitud terminó antes de que su cuerpo estuviera completo.
refused-parameter = Parámetro no válido
refused-parameter-advice = Cambie el parámetro que indica `parameter` por un valor que describe `allowed`, o quítelo.
refused-parameter-why = El parámetro { $name } no es válido. Valor permitido: { $allowed }.
refused-no-file-why = No hay nada en esta dirección. Compruebe la dirección o mire la lista de informes.
refused-not-found = Página no encontrada
refused-not-found-advice = Compruebe la dirección y el identificador. La colección nunca ha tenido nada con ese identificador.
refused-not-found-why = No hay nada en esta dirección. Compruébela o busque el informe.
refused-method = Método no permitido
refused-method-advice = Use un método que figure en el encabezado `Allow` de la respuesta.
refused-method-why = Esta dirección solo acepta estos métodos: { $methods } y OPTIONS.
refused-not-acceptable = No aceptable
refused-not-acceptable-advice = Acepte br, zstd, gzip o identity en `Accept-Encoding`, o no envíe ese encabezado.
refused-not-acceptable-why = La solicitud no acepta ni una respuesta comprimida ni una sin comprimir.
refused-gone = Ya no está disponible
refused-gone-advice = Borre su copia. Este elemento se eliminó para siempre y su identificador no se vuelve a usar.
refused-gone-why = La página de esta dirección se eliminó de la colección para siempre.
withdrawn-report = El informe «{ $title }» se retiró de esta colección el { $day }.
withdrawn-untitled = El informe de esta dirección se retiró de esta colección el { $day }.
withdrawn-why = Motivo: { $reason }
refused-precondition = No se cumple la condición
refused-precondition-advice = Envíe la solicitud de nuevo sin `If-Match` ni `If-Unmodified-Since`. Su copia no está actualizada.
refused-precondition-why = El contenido de esta dirección ha cambiado desde la versión que indica la solicitud.
refused-body-time = La solicitud tardó demasiado
refused-body-time-advice = Envíe la solicitud de nuevo, con todo el cuerpo de una vez.
refused-body-time-why = El cuerpo de la solicitud no llegó a tiempo.
refused-body-size = Cuerpo demasiado grande
refused-body-size-advice = Envíe un cuerpo más pequeño.
refused-body-size-why = El cuerpo de la solicitud es más grande de lo que permite esta dirección. Envíe menos informes a la vez o textos más cortos.
refused-body-type = Tipo de contenido no admitido
refused-body-type-advice = Envíe el cuerpo en uno de los tipos de contenido que enumera el encabezado `Accept` de la respuesta, sin `Content-Encoding`.
refused-body-type-why = El cuerpo debe tener uno de estos tipos de contenido: { $types }.
refused-target = Dirección demasiado larga
refused-target-advice = Use una URL más corta, por ejemplo con menos parámetros.
refused-target-why = La dirección es más larga que cualquier dirección de este sitio. Compruebe que se copió bien.
refused-header = Encabezados demasiado grandes
refused-header-advice = Envíe menos encabezados o más cortos.
refused-header-why = Los encabezados de la solicitud son más grandes de lo que permite este servidor.
refused-harvest-later = Espere antes de la siguiente solicitud
refused-harvest-later-advice = Espere los segundos que indica `Retry-After`. Una lista de registros cuenta como diez solicitudes.
refused-harvest-later-why = Su recolector ha enviado demasiadas solicitudes. Puede seguir después de los segundos que indica Retry-After, con el mismo token de reanudación.
refused-too-many = Demasiadas solicitudes
refused-too-many-advice = Espere los segundos que indica `Retry-After`. Las solicitudes condicionales que reciben una respuesta 304 no cuentan.
refused-too-many-why = Ha enviado demasiadas solicitudes. Vuelva a intentarlo más tarde. Para ahorrar solicitudes, envíe If-None-Match: una respuesta sin cambios (304) no cuenta.
refused-suggest-later-why = Llegaron demasiadas sugerencias desde su red. Espere los segundos que indica Retry-After.
refused-json-why = El cuerpo debe ser un objeto JSON.
refused-key-why = Idempotency-Key debe tener entre 16 y 255 caracteres visibles, por ejemplo un UUID.
refused-known = Ya existe
refused-known-advice = No hay que hacer nada. `existing` es la dirección del informe, si es público.
refused-known-why = La colección ya tiene este informe.
refused-known-withdrawn-why = Este informe fue retirado de la colección. Su página explica por qué.
refused-known-waiting-why = Este informe ya fue sugerido y un curador va a revisarlo. Si lo acepta, aparecerá en la colección.
refused-suggestion = Sugerencia no válida
refused-suggestion-advice = Corrija los campos que indica `errors` y envíe la sugerencia de nuevo.
refused-suggestion-why = Estos campos necesitan una corrección: { $fields }.
refused-idempotency = Clave ya usada
refused-idempotency-advice = Use otra `Idempotency-Key` para otra sugerencia.
refused-idempotency-why = La misma Idempotency-Key se envió antes con otro cuerpo.
refused-inbox = Las sugerencias no están disponibles ahora
refused-inbox-advice = Espere los segundos que indica `Retry-After` y envíe la sugerencia de nuevo.
refused-inbox-full-why = El buzón está lleno, porque muchas sugerencias esperan a los curadores. Su sugerencia no fue recibida.
refused-inbox-down-why = Las sugerencias no se pueden guardar en este momento. Su sugerencia no fue recibida.
refused-inbox-unreadable-why = Las sugerencias no se pueden leer en este momento. Nada se perdió. Inténtelo de nuevo en un minuto.
refused-inbox-unchanged-why = Las sugerencias no se pueden cambiar en este momento, así que nada cambió. Nada se perdió. Inténtelo de nuevo en un minuto.
refused-comments-why = Los informes de este sitio no tienen comentarios, así que no hay un canal de comentarios. Siga en su lugar el canal de los informes.
refused-card-format = Formato no disponible
refused-card-format-advice = Pida la tarjeta con `format=json` o `format=xml`.
refused-card-format-why = Las tarjetas solo están disponibles en json y xml.
refused-not-yet = Todavía no está listo
refused-not-yet-advice = Espere los segundos que indica `Retry-After`. Se está creando el índice de búsqueda. Todo lo demás está disponible.
refused-not-yet-why = La búsqueda estará lista en unos segundos. Todo lo demás ya funciona. Vuelva a intentarlo.

# El final de la frase `refused-parameter-why`.
allowed-from = un número entero, { $least } o mayor
allowed-within = un número entero de { $least } a { $most }
allowed-result-page = un número entero de 1 a { $most }. Para ver más resultados, limite la búsqueda
allowed-names = una lista de estos nombres, separados por comas: { $names }
allowed-values = usado { $most } veces como máximo
allowed-value-chars = { $most } caracteres como máximo
allowed-topic-id = el identificador de un tema
allowed-language-tag = una etiqueta de idioma, como en o es-MX (BCP 47)
allowed-year = un año de cuatro cifras
allowed-name = un nombre sin caracteres de control
allowed-page-address = la dirección de una página de este sitio
allowed-cursor = el next_cursor o prev_cursor de una respuesta anterior con las mismas palabras de búsqueda, los mismos filtros y el mismo orden

## El final del canal de un tema

closing-title = El tema «{ $topic }» está cerrado
closing-successor = Este canal ha terminado. Los nuevos informes aparecen en «{ $successor }». Para recibirlos, suscríbase a ese canal.
closing-end = Este canal ha terminado. Todavía puede suscribirse a toda la colección, «{ $collection }».

## La comprobación al compartir

doctor = Cómo se ve una página al compartirla
doctor-what = Escriba la dirección de una página de este sitio. Verá cómo muestran la página otros programas, qué le falta y cómo corregirlo.
doctor-url = Dirección de una página de este sitio
doctor-examine = Comprobar página
doctor-no-page = Este sitio no tiene ninguna página en esa dirección. Escriba la dirección de una página. Los canales, las tarjetas y los archivos no se pueden comprobar.
doctor-wordpress = WordPress
doctor-discord = Discord
doctor-drupal = Drupal
doctor-slack = Slack
doctor-open-graph = Open Graph (Facebook, LinkedIn, WhatsApp)
doctor-mastodon = Mastodon
doctor-zotero = Zotero
doctor-feed-readers = Lectores de canales
doctor-good = funciona
doctor-lacking = incompleto
doctor-broken = no funciona
doctor-title = Título
doctor-description = Descripción
doctor-image = Imagen
doctor-image-size = Tamaño de la imagen
doctor-image-text = Texto alternativo
doctor-author = Autor
doctor-site = Sitio
doctor-page = Página
doctor-color = Color
doctor-date = Fecha
doctor-language = Idioma
doctor-shown = Se muestra como
doctor-card = Tarjeta
doctor-frame = Iframe
doctor-frame-size = Tamaño del iframe
doctor-quote = Cita antes del iframe
doctor-html = HTML
doctor-registry-entry = Entrada del registro
doctor-item-type = Tipo de elemento
doctor-institution = Institución
doctor-doi = DOI
doctor-attachment = Adjunto
doctor-labelled = { $label }
doctor-feed = { $format }
doctor-frame-immediately = el iframe, de inmediato
doctor-frame-after-height = primero una cita y después el iframe, cuando la página insertada haya enviado su altura
doctor-frame-after-registration = el iframe, después de que un administrador registre este sitio
doctor-small-picture = título con una imagen pequeña
doctor-large-picture = título con una imagen grande
doctor-link-card = título y descripción, sin el iframe
doctor-not-cited = página web (solo se citan informes, no listas)
doctor-report = informe
doctor-journal-article = artículo de revista
doctor-conference-paper = ponencia
doctor-book-section = capítulo de libro
doctor-book = libro
doctor-thesis = tesis
doctor-dataset = conjunto de datos
doctor-web-page = página web
doctor-snapshot = una copia de la página, porque no hay PDF
doctor-no-title = La página no tiene título, así que solo se muestra su dirección. Añada una etiqueta og:title a la página.
doctor-no-open-graph-title = La página no tiene og:title, así que se muestra el título de la pestaña del navegador. Añada una etiqueta og:title a la página.
doctor-no-description = La página no tiene descripción. Añada una descripción a la colección o al tema, o un resumen al informe.
doctor-no-image = La página no tiene imagen. Añada una imagen con url a la colección o al informe, en el archivo de la colección.
doctor-no-image-size = No se conoce el tamaño de la imagen, así que puede faltar la primera vez que se comparte la página. Añada el ancho (width) y el alto (height) de la imagen en el archivo de la colección.
doctor-no-image-text = La imagen no tiene texto alternativo para quienes no pueden verla. Añada alt a la imagen en el archivo de la colección.
doctor-small-image = La imagen mide { $width } × { $height } píxeles. Las imágenes de menos de 200 × 200 no se muestran. Use una imagen más grande.
doctor-no-open-graph-type = La página no tiene og:type. Añada una etiqueta og:type con el valor website o article.
doctor-no-open-graph-address = La página no tiene og:url, así que cada forma de escribir su dirección cuenta como otra página. Añada una etiqueta og:url a la página.
doctor-open-graph-elsewhere = og:url es { $address }, que es otro sitio. Se muestra esa página en lugar de esta. Ponga en public_url la dirección pública de este sitio.
doctor-tag-by-name = { $tag } está escrito con el atributo name. Algunos programas solo lo leen con el atributo property. Use property.
doctor-tag-in-body = { $tag } está en el cuerpo de la página, donde los programas pueden pasarlo por alto. Muévalo a la cabecera (head).
doctor-relative-address = { $tag } es { $address }, una dirección relativa. Algunos programas no pueden usarla. Escriba la dirección completa.
doctor-empty-tag = { $tag } está vacío. Añada un valor o quite la etiqueta.
doctor-no-card-link = La cabecera de la página (head) no tiene ningún enlace a la tarjeta. Añada un elemento link con el tipo application/json+oembed.
doctor-card-link-in-header-alone = Solo el encabezado HTTP enlaza con la tarjeta, y este programa no lo lee. Añada el mismo enlace a la cabecera de la página (head).
doctor-card-link-in-body = El enlace a la tarjeta está en el cuerpo de la página, donde no se encuentra. Muévalo a la cabecera (head).
doctor-relative-card-link = El enlace a la tarjeta es { $address }, una dirección relativa que no funciona. Escriba la dirección completa.
doctor-card-link-too-late = El enlace a la tarjeta está después de los primeros 150 KB de la página. El resto de la página no se lee. Mueva el enlace más arriba.
doctor-no-card = La página enlaza con una tarjeta, pero no hay ninguna en esa dirección. Compruebe el enlace.
doctor-unreadable-card = La tarjeta no es un objeto JSON. Compruebe la plantilla o el proxy que la cambia.
doctor-card-version = La versión de la tarjeta es «{ $version }». Debe ser el texto 1.0.
doctor-card-type = El tipo de la tarjeta es «{ $type }», y ese tipo no se inserta. Use el tipo rich.
doctor-no-card-html = La tarjeta no tiene html, así que no se puede mostrar nada. Añada html a la tarjeta.
doctor-no-card-size = La tarjeta no tiene un ancho (width) y un alto (height) mayores que 0, así que se rechaza. Añada los dos a la tarjeta.
doctor-no-provider-name = La tarjeta no tiene provider_name, así que el registro no puede encontrar su entrada. Añada un título a la colección.
doctor-script-in-card = El HTML de la tarjeta contiene un script. El script se elimina o se muestra como texto. Muévalo a la página insertada.
doctor-no-frame = El HTML de la tarjeta no tiene ningún iframe, así que no se muestra nada. Añada un iframe.
doctor-frame-not-empty = El iframe de la tarjeta no está vacío, así que no se muestra nada de la tarjeta. Quite el contenido del iframe.
doctor-many-frames = El HTML de la tarjeta tiene { $count } iframes y solo se muestra uno. Deje uno solo.
doctor-no-frame-address = El iframe de la tarjeta no tiene un src válido, así que queda vacío. Añada la dirección completa de la página insertada.
doctor-relative-frame = El src del iframe de la tarjeta es { $address }, una dirección relativa. El otro sitio la buscaría en su propio servidor. Escriba la dirección completa.
doctor-no-frame-title = La tarjeta y su iframe no tienen título. Las personas que usan un lector de pantalla lo necesitan. Añada un título.
doctor-quote-dropped = El HTML de la tarjeta no empieza con su blockquote, así que la cita se elimina. Ponga el blockquote al principio.
doctor-nothing-framed = La tarjeta inserta una dirección en la que no hay ninguna página. Compruebe el src de su iframe.
doctor-silent-frame = La página insertada nunca envía su altura. Queda oculta detrás de la cita o conserva la altura que indica la tarjeta. Haga que envíe el mensaje que espera WordPress, con el secreto de su dirección.
doctor-card-of-one-page = { $address } es la tarjeta de esta página solamente. Un registro necesita una dirección que acepte url= para cualquier página. Enlace con esa dirección.
doctor-capitals-in-base = La ruta de { $base } tiene mayúsculas. Los patrones del registro se comparan en minúsculas, así que ninguna página coincidiría. Elija una ruta en minúsculas.
doctor-no-citation-title = La página no tiene citation_title, así que se guarda como página web. Añada una etiqueta citation_title a la página.
doctor-guessed-item-type = La página no dice que es un informe, así que su tipo es una suposición. Añada una editorial al informe.
doctor-no-creator = La página no nombra ningún autor, así que se busca uno en el texto. Añada los autores al informe, si los conoce.
doctor-no-date = La página no tiene fecha. Añada una etiqueta citation_publication_date a la página.
doctor-no-feed = La página no enlaza con ningún canal, así que no es posible suscribirse con la dirección de la página. Añada un elemento link con rel=alternate y el tipo del canal.
doctor-feeds-in-header-alone = Solo el encabezado HTTP enlaza con los canales, y pocos lectores de canales lo leen. Añada los mismos enlaces a la cabecera de la página (head).
doctor-feed-in-body = El enlace a { $address } está en el cuerpo de la página, donde pocos lectores de canales lo buscan. Muévalo a la cabecera (head).
doctor-relative-feed = El enlace a { $address } es una dirección relativa. Algunos lectores de canales no pueden usarla. Escriba la dirección completa.
doctor-untitled-feed = El enlace a { $address } no tiene título, así que no se distingue de los demás canales. Añada un título.
doctor-feed-not-in-header = La página enlaza con { $address }, pero el encabezado HTTP enlaza con otros canales. Haga que los dos enlacen con los mismos canales.
doctor-port-refused = La tarjeta está en el puerto { $port }. WordPress solo carga tarjetas de los puertos 80, 443 y 8080. Use uno de esos puertos.
doctor-host-refused = La tarjeta está en { $host }, un servidor al que otros sitios no pueden llegar. Ponga en public_url la dirección pública de este sitio.

## La API: su referencia para personas y su documento OpenAPI
# Los identificadores vienen de los nombres de la API: `api-report-title` describe el campo `title` del esquema
# `Report`. El texto entre acentos graves se muestra como código.

on-this-page = En esta página
api-title = { $collection }: API
api-summary = Una colección de informes en JSON, con búsqueda, filtros y facetas.
api-about-access = La API es pública. No se necesita ninguna clave y cualquier sitio web puede llamarla (CORS). Cada dirección acepta GET, HEAD y OPTIONS. Solo las sugerencias se envían con POST.
api-about-fields = Los nombres de los campos son los del archivo de la colección. Un campo sin valor se omite; nunca es null. Ignore los campos que no conozca, porque pueden añadirse campos nuevos.
api-about-addresses = Cada lista tiene una sola dirección. Si su solicitud la escribe de otra forma, por ejemplo con los parámetros en otro orden, se le redirige a ella. Permita que su cliente siga redirecciones. Si el valor de un parámetro no es válido, la respuesta es un error que nombra el parámetro y dice qué valores se permiten.
api-about-caching = Cada respuesta tiene un `ETag` fuerte. Envíelo en `If-None-Match`: si nada ha cambiado, la respuesta es 304, no tiene cuerpo y no cuenta para su límite. Envíe `Accept-Encoding` para recibir respuestas comprimidas con br, zstd o gzip.
api-reference = La referencia de la API para personas
api-openapi = Documento OpenAPI 3.1
api-catalog = Catálogo de las API de este sitio (RFC 9727)
api-fields = Campos de las respuestas
api-errors = Errores
api-errors-explained = Una respuesta de error tiene el tipo de contenido `application/problem+json` (RFC 9457). Su `type` es un enlace a una de estas entradas.
api-response = Respuesta
api-statuses = Códigos de estado
api-example = Ejemplo:
api-one-of = Uno de { $values }.
api-optional = opcional
api-in-path = en la ruta
api-in-header = encabezado de la solicitud
api-several-values = puede indicarse varias veces
api-several-of = uno o varios de { $values }
api-range = de { $least } a { $most }
api-shape-text = texto
api-shape-texts = lista de textos
api-shape-number = número
api-shape-boolean = true o false
api-shape-url = URL
api-shape-date = fecha y hora
api-shape-list = lista de

api-get-root = Enlaces a todo
api-get-root-description = El punto de partida. Una aplicación que solo conoce esta dirección puede encontrar todo lo demás.
api-get-collection = La colección
api-get-collection-description = Información sobre la colección, el número de sus informes y los informes que se retiraron.
api-list-topics = Todos los temas
api-list-topics-description = Todos los temas que no están cerrados, en el orden del archivo de la colección.
api-get-topic = Un tema
api-get-topic-description = Un tema. Un identificador anterior se redirige al actual. Para un tema cerrado, la respuesta es 410.
api-list-reports = Buscar informes
api-list-reports-description = Los informes que coinciden con las palabras de búsqueda y los filtros, en varias partes. Varios valores de un filtro encuentran más informes; filtros distintos encuentran menos. Para recibir todos los informes, siga `links.next`, o envíe `next_cursor` con los mismos parámetros, hasta que no haya más. Recibirá cada informe una sola vez, aunque entretanto se añadan otros.
api-get-all-reports = Todos los informes, en partes
api-get-all-reports-description = La cantidad de informes y la de partes de su lista. Para obtener todos los informes, lea las partes desde `links.first` y siga `links.next` hasta que no lo haya. Ninguna parte depende de una búsqueda, así que la lista funciona también donde los archivos de la API están en un servidor web sin feedgate.
api-get-report-part = Una parte de todos los informes
api-get-report-part-description = Una parte de la lista de todos los informes, del más antiguo al más reciente. Las partes se numeran desde el informe más antiguo. Cuando se añade un informe, solo cambia la última parte; puede guardar las demás y volver a pedirlas con `If-None-Match`. Un informe que llega con una fecha antigua, o que se retira, mueve los informes más recientes a otras partes.
api-get-report = Un informe
api-get-report-description = Un informe. Para un informe retirado, la respuesta es 410.
api-link-newest = El primer informe de la lista.

api-parameter-topic-id = El identificador de un tema.
api-parameter-report-id = El identificador de un informe.
api-parameter-number = El número de una parte, desde 1.
api-parameter-if-none-match = El `ETag` de su copia. Si su copia está actualizada, la respuesta es 304 y no cuenta para su límite.
api-parameter-q = Palabras que un informe debe contener. `"Entre comillas"` encuentra exactamente esas palabras en ese orden, `OR` encuentra una de dos y `-palabra` o `NOT palabra` excluye una palabra. La última palabra también coincide con el principio de una palabra. Se acepta cualquier texto. Si hay muchas palabras, solo se usan las menos frecuentes. Si ningún informe contiene todas las palabras, se envían los que contienen algunas, y `matching` es `some`.
api-parameter-topic = El identificador de un tema. Para un tema desconocido, la respuesta es 404; para uno cerrado, 410.
api-parameter-place = El nombre de un lugar del que tratan los informes.
api-parameter-publisher = El nombre de una editorial.
api-parameter-kind = El tipo de publicación.
api-parameter-language = El idioma de los informes (BCP 47).
api-parameter-year = El año de publicación.
api-parameter-filter = Varios valores encuentran más informes. Un valor después de `-` excluye informes.
api-parameter-sort = El orden de los informes: por la fecha en que se añadieron (`newest`, `oldest`), por título o por relevancia. Con palabras de búsqueda, el valor predeterminado es `relevance`; sin ellas, `newest`.
api-parameter-limit = El número máximo de informes en una respuesta. El valor predeterminado es { $limit }.
api-parameter-cursor = El comienzo de la parte siguiente o anterior: el `next_cursor` o `prev_cursor` de una respuesta anterior con las mismas palabras de búsqueda, los mismos filtros y el mismo orden. Un cursor sigue siendo válido cuando se añaden informes. Un cursor modificado, o de otra búsqueda, es un error.
api-parameter-facets = Si se cuenta cuántos informes encontraría cada filtro. El valor predeterminado es `false`.
api-parameter-fields = Los campos de cada informe que se envían, separados por comas. `id` se envía siempre. De forma predeterminada se envían todos los campos.
api-parameter-highlights = Si se marcan las palabras de búsqueda en los títulos y resúmenes. El valor predeterminado es `false`.

api-response-ok = Los datos solicitados.
api-response-not-modified = Su copia está actualizada.
api-response-moved = Esta solicitud tiene otra dirección: con los parámetros en el orden canónico, una vez cada uno, y sin valores vacíos, desconocidos ni predeterminados; o con el identificador actual de un tema.

api-header-etag = La etiqueta de entidad de estos bytes con esta compresión. Es fuerte y es la misma en todos los servidores.
api-header-cache-control = Cuánto tiempo se puede usar la respuesta sin volver a preguntar.
api-header-vary = Los encabezados de la solicitud de los que depende esta respuesta.
api-header-link = Las direcciones de `links` (RFC 8288) y los documentos que describen la API (RFC 8631).
api-header-location = La otra dirección.
api-header-retry-after = El número de segundos que hay que esperar.
api-header-access-control-allow-origin = Cualquier sitio web puede leer la respuesta.

api-root = El punto de partida de la API.
api-root-title = El título de la colección.

api-root-links = Enlaces desde el punto de partida.
api-root-links-self = Este documento.
api-root-links-collection = Información sobre la colección.
api-root-links-topics = Todos los temas.
api-root-links-reports = Todos los informes, con búsqueda.
api-root-links-all-reports = Todos los informes, en partes.
api-root-links-openapi = El documento OpenAPI.
api-root-links-reference = La referencia de la API para personas.

api-collection = Información sobre la colección.
api-collection-id = El identificador de la colección.
api-collection-feed-id = El identificador permanente del canal de la colección, el mismo en todos los formatos: un URI tag (RFC 4151).
api-collection-authority = El titular de los identificadores: un dominio o una dirección de correo, y una fecha en la que le pertenecía.
api-collection-title = El título, como texto sin formato.
api-collection-description = La descripción, como texto sin formato. Las líneas en blanco separan párrafos.
api-collection-language = El idioma de la colección (BCP 47).
api-collection-home-page-url = El sitio web propio de la colección, si lo hay además de este sitio.
api-collection-curators = Las personas u organizaciones que mantienen la colección.
api-collection-rights = La licencia de los metadatos.
api-collection-image = Una imagen de la colección, con su crédito.
api-collection-updated = La hora del último cambio o de la última retirada.
api-collection-report-count = El número de informes.
api-collection-topic-count = El número de temas.
api-collection-withdrawn = Los informes retirados, primero los últimos.
api-collection-links = Enlaces a otras formas de la colección.

api-curator = Una persona u organización que mantiene la colección.
api-curator-name = El nombre.
api-curator-url = Su página web.
api-curator-email = Su dirección de correo electrónico.

api-rights = Una licencia u otra declaración de derechos: un texto, un enlace o ambos.
api-rights-text = La declaración.
api-rights-url = Un enlace a la licencia.

api-image = Una imagen y su crédito.
api-image-url = La dirección de la imagen. Se omite si solo se conoce el crédito.
api-image-alt = El texto alternativo, para quienes no pueden ver la imagen.
api-image-title = El título de la imagen.
api-image-creator = La persona que hizo la imagen.
api-image-license = El nombre de la licencia de la imagen.
api-image-license-url = Un enlace a la licencia de la imagen.
api-image-width = El ancho en píxeles. Siempre junto con `height`.
api-image-height = El alto en píxeles. Siempre junto con `width`.

api-withdrawal = Un informe retirado.
api-withdrawal-id = El identificador del informe. Nunca se vuelve a usar.
api-withdrawal-entry-id = El identificador del informe en todos los canales.
api-withdrawal-title = El título del informe, si está en el archivo de la colección.
api-withdrawal-topics = Los identificadores de los temas del informe, si están en el archivo de la colección.
api-withdrawal-when = La hora de la retirada.
api-withdrawal-reason = El motivo de la retirada.

api-collection-links-self = Este documento.
api-collection-links-page = La página web.
api-collection-links-topics = Todos los temas, en la API.
api-collection-links-reports = Todos los informes, en la API.
api-collection-links-feeds = Los canales de toda la colección.
api-collection-links-outline = La lista de todos los canales (OPML).
api-collection-links-card = La tarjeta para compartir (oEmbed, en JSON).
api-collection-links-embed = La página que la tarjeta muestra en un iframe.

api-feeds = El mismo canal en cada formato.
api-feeds-atom = El canal en Atom 1.0.
api-feeds-rss = El canal en RSS 2.0.
api-feeds-json = El canal en JSON Feed 1.1.

api-topic-list = Todos los temas que no están cerrados.
api-topic-list-topics = Los temas, en el orden del archivo de la colección.
api-topic-list-total = El número de temas.

api-topic = Un asunto en el que se clasifican los informes.
api-topic-id = El identificador del tema.
api-topic-feed-id = El identificador permanente del canal del tema, el mismo en todos los formatos: un URI tag (RFC 4151).
api-topic-title = El título, como texto sin formato.
api-topic-description = Qué informes pertenecen al tema, como texto sin formato.
api-topic-aliases = Identificadores anteriores. Sus direcciones se redirigen a este tema.
api-topic-retired = La hora en que el tema empieza a cerrarse. Después de 90 días está cerrado.
api-topic-replaced-by = El identificador del tema que sustituye a este.
api-topic-report-count = El número de informes.
api-topic-links = Enlaces a otras formas del tema.

api-topic-links-self = El tema, en la API.
api-topic-links-page = La página web.
api-topic-links-reports = Los informes del tema, en la API.
api-topic-links-feeds = Los canales del tema.
api-topic-links-card = La tarjeta para compartir (oEmbed, en JSON).
api-topic-links-embed = La página que la tarjeta muestra en un iframe.

api-all-reports = La lista de todos los informes, que se envía en partes.
api-all-reports-total = La cantidad de informes.
api-all-reports-parts = La cantidad de partes.
api-all-reports-part-size = La cantidad de informes de cada parte. La última puede tener menos.
api-all-reports-links = Enlaces a las partes.

api-all-reports-links-self = Este documento.
api-all-reports-links-first = La primera parte, con los informes más antiguos.
api-all-reports-links-last = La última parte, con los informes más recientes.

api-report-part = Una parte de la lista de todos los informes.
api-report-part-reports = Los informes, del más antiguo al más reciente.
api-report-part-links = Enlaces a otras partes.

api-report-part-links-self = Esta parte.
api-report-part-links-next = La parte siguiente, con informes más recientes.
api-report-part-links-prev = La parte anterior, con informes más antiguos.
api-report-part-links-all = La cantidad de informes y de partes.

api-report = Un informe de la colección.
api-report-id = El identificador permanente del informe.
api-report-entry-id = El identificador permanente del informe en todos los canales: el `guid` o, si no lo hay, un URI tag (RFC 4151). Atom necesita un IRI: si el `guid` no lo es, los canales Atom llevan el URI tag.
api-report-guid = El identificador que tenía el informe antes de añadirse a esta colección.
api-report-title = El título, como texto sin formato.
api-report-published = La fecha de publicación, con la precisión que se conoce: `2023`, `2023-07`, `2023-07-24` o con hora (RFC 3339).
api-report-added = La hora en que el informe se añadió a la colección.
api-report-updated = La hora del último cambio que importa a quienes leen.
api-report-abstract = El resumen, como texto sin formato. Las líneas en blanco separan párrafos.
api-report-abstract-html = El resumen como HTML saneado, si está como HTML en el archivo de la colección.
api-report-url = La página web de la editorial sobre el informe.
api-report-files = Los archivos del informe.
api-report-authors = Los autores.
api-report-publishers = Las editoriales.
api-report-topics = Los identificadores de los temas del informe.
api-report-places = Los nombres de los lugares de los que trata el informe.
api-report-keywords = Palabras clave.
api-report-kind = El tipo de publicación.
api-report-language = El idioma del informe (BCP 47).
api-report-doi = El DOI, sin la dirección de un servicio de resolución.
api-report-rights = La licencia del informe.
api-report-image = Una imagen del informe, con su crédito.
api-report-links = Enlaces a otras formas del informe.

api-file = Un archivo de un informe.
api-file-url = La dirección del archivo.
api-file-type = El tipo de contenido.
api-file-bytes = El tamaño en bytes.
api-file-title = El nombre del archivo para personas. Si no lo hay, use su tipo.
api-file-language = El idioma del archivo (BCP 47).

api-author = Una persona u organización que escribió un informe.
api-author-name = El nombre.
api-author-url = La página web del autor.
api-author-orcid = El identificador ORCID.

api-publisher = Una organización que publicó un informe.
api-publisher-name = El nombre.
api-publisher-url = La página web de la editorial.

api-report-links-self = El informe, en la API.
api-report-links-page = La página web.
api-report-links-card = La tarjeta para compartir (oEmbed, en JSON).
api-report-links-embed = La página que la tarjeta muestra en un iframe.

api-report-list = Una parte de los informes que encuentra una búsqueda.
api-report-list-reports = Los informes, en el orden solicitado.
api-report-list-total = El número de informes que encuentra la búsqueda, en todas las partes juntas.
api-report-list-matching = Si los informes contienen todas las palabras de búsqueda.
api-report-list-facets = El número de informes que encontraría cada filtro. Solo con `facets=true`.
api-report-list-next-cursor = El valor de `cursor` para la parte siguiente. Se omite en la última parte.
api-report-list-prev-cursor = El valor de `cursor` para la parte anterior. Se omite en la primera parte.
api-report-list-links = Enlaces a las otras partes, y a la misma lista como página web y como canales.

api-listed-report = Un informe en una lista, con los campos solicitados.
api-listed-report-highlights = Las palabras de búsqueda en el informe. Solo con `highlights=true`.

api-highlights = Los textos que contienen palabras de búsqueda. Cada texto se divide en fragmentos; todos los fragmentos juntos son el texto completo.
api-highlights-title = El título, si contiene una palabra de búsqueda.
api-highlights-abstract = El resumen, si contiene una palabra de búsqueda.

api-matching = `all`: cada informe contiene todas las palabras de búsqueda, o no hay palabras de búsqueda. `some`: ningún informe las contiene todas, y cada uno contiene al menos una. Primero van los informes con más palabras y con palabras menos frecuentes. Los canales de esta búsqueda están vacíos.

api-piece = Un fragmento de un texto.
api-piece-text = El fragmento, como texto sin formato.
api-piece-is-match = Si el fragmento es una palabra de búsqueda.

api-list-links = Enlaces a las otras partes de una lista y a otras formas de la lista.
api-list-links-self = Este documento.
api-list-links-first = La primera parte.
api-list-links-next = La parte siguiente.
api-list-links-prev = La parte anterior.
api-list-links-page = La página web con la misma lista.
api-list-links-feeds = Los canales de la lista. Muestran cada informe nuevo que encuentra la búsqueda.

api-facets = Los valores que se pueden añadir como filtros, cada uno con el número de informes que encontraría. Se aplican todas las palabras de búsqueda y los demás filtros, pero no los del mismo tipo. Un valor que encontraría los mismos informes no se incluye. Como máximo, 100 valores de cada filtro, primero los más frecuentes.
api-facets-topic = Temas.
api-facets-place = Lugares.
api-facets-publisher = Editoriales.
api-facets-kind = Tipos de publicación.
api-facets-language = Idiomas.
api-facets-year = Años de publicación.

api-facet-value = Un valor de un filtro.
api-facet-value-value = El valor que se envía como parámetro.
api-facet-value-title = El título, si el valor es un tema.
api-facet-value-count = El número de informes con este valor.
api-facet-value-is-wanted = Si la lista solo incluye informes con este valor.
api-facet-value-is-left-out = Si la lista excluye los informes con este valor.
api-facet-value-url = La misma lista con este valor como filtro. Si el filtro ya está puesto, la lista sin él.

api-kind = El tipo de publicación.

api-problem-details = El motivo de un error (RFC 9457).
api-problem-details-type = La clase de error, como enlace a su explicación.
api-problem-details-title = El nombre de la clase de error.
api-problem-details-status = El código de estado de la respuesta.
api-problem-details-detail = Qué ocurre y, a menudo, qué hacer.
api-problem-details-parameter = El nombre del parámetro no válido.
api-problem-details-allowed = Los valores que puede tener el parámetro.
api-problem-details-existing = La dirección del informe que la colección ya tiene.
api-problem-details-errors = Qué está mal en cada campo.
api-field-error = Qué está mal en un campo.
api-field-error-field = El nombre del campo, por ejemplo `url` o `sender.email`.
api-field-error-code = Un nombre estable del problema.
api-field-error-detail = Qué está mal y qué hacer.
api-suggest-report = Sugerir un informe
api-suggest-report-description = Sugiere un informe a los curadores. Bastan `title` y además `url` o `doi`. Se admiten todos los demás campos de un informe del archivo de la colección, excepto `id`, `added` y `updated`. Con la misma `Idempotency-Key` se puede enviar de nuevo la misma solicitud: nada se guarda dos veces.
api-get-suggestion = Qué pasó con una sugerencia
api-get-suggestion-description = Muestra si una sugerencia fue aceptada. La dirección es privada. Solo quien la conoce puede ver la sugerencia.
api-parameter-token = La parte secreta de la dirección que recibió la sugerencia.
api-parameter-idempotency-key = Un texto de 16 a 255 caracteres que usted elige, por ejemplo un UUID. Las solicitudes con la misma clave y el mismo cuerpo reciben la misma respuesta.
api-request-body = Cuerpo
api-response-created = La sugerencia está guardada. `Location` contiene la dirección privada de su estado.
api-suggestion-body = Un informe sugerido.
api-suggestion-body-title = El título.
api-suggestion-body-url = La página web del informe.
api-suggestion-body-doi = El DOI, sin la dirección de un servicio.
api-suggestion-body-published = La fecha de publicación: un año, un mes o un día.
api-suggestion-body-note = Por qué el informe debería estar en la colección.
api-suggestion-body-sender = Quién lo sugiere.
api-suggestion-sender = Quién sugiere un informe. Solo lo ven los curadores.
api-suggestion-sender-name = El nombre de la persona.
api-suggestion-sender-email = El correo electrónico para preguntas.
api-suggestion-sender-organization = El nombre de la organización.
api-suggestion-status = Qué pasó con una sugerencia.
api-suggestion-status-state = `received`, `accepted`, `declined` o `taken-back`. Es `mixed` si las sugerencias que se enviaron juntas tienen estados distintos.
api-suggestion-status-received = Cuándo se recibió la sugerencia.
api-suggestion-status-status = La dirección privada de este documento.
api-suggestion-status-page = La página privada donde las personas ven y cambian la sugerencia.
api-suggestion-status-suggestions = Cada informe que se sugirió.
api-suggested-report = Un informe que se sugirió.
api-suggested-report-state = Qué pasó con él: `received`, `accepted`, `declined` o `taken-back`.
api-suggested-report-changed = Cuándo cambió por última vez.
api-suggested-report-report = La página del informe en la colección, cuando se acepta.
api-suggested-report-words = Lo que dijeron los curadores al rechazarlo.
api-suggested-report-note = Por qué debería estar en la colección, en palabras de quien lo envió.
api-suggested-report-fields = Lo que se sabe del informe, con los nombres de los campos del archivo de la colección.

## Idiomas por sus códigos

language-am = amárico
language-ar = árabe
language-bn = bengalí
language-bg = búlgaro
language-ca = catalán
language-cs = checo
language-da = danés
language-de = alemán
language-el = griego
language-en = inglés
language-es = español
language-et = estonio
language-eu = euskera
language-fa = persa
language-fi = finés
language-fil = filipino
language-fr = francés
language-ga = irlandés
language-gl = gallego
language-he = hebreo
language-hi = hindi
language-hr = croata
language-ht = criollo haitiano
language-hu = húngaro
language-hy = armenio
language-id = indonesio
language-it = italiano
language-ja = japonés
language-ko = coreano
language-ku = kurdo
language-lt = lituano
language-my = birmano
language-nb = noruego
language-ne = nepalí
language-nl = neerlandés
language-no = noruego
language-pl = polaco
language-ps = pastún
language-pt = portugués
language-ro = rumano
language-ru = ruso
language-so = somalí
language-sr = serbio
language-sv = sueco
language-sw = suajili
language-ta = tamil
language-ti = tigriña
language-tr = turco
language-uk = ucraniano
language-ur = urdu
language-vi = vietnamita
language-zh = chino

## Filtros con muchos valores, y editoriales

unlisted-values = { $count ->
    [one] Hay { $count } valor más que no aparece. Escriba su nombre en el buscador.
   *[other] Hay { $count } valores más que no aparecen. Escriba un nombre en el buscador.
}
own-site = Sitio web

### The curators' desk

desk = Mesa de curadores
desk-public-site = Sitio público
desk-reports = Informes
desk-reports-what = Busque entre todos los informes, y corrija o retire uno.
desk-topics = Temas
desk-topics-what = Añada, renombre o cierre un tema.
desk-collection = Colección
desk-collection-what = El título de la colección, el texto al comienzo de la primera página, los curadores, la licencia y la imagen. El id, la autoridad y el idioma solo se pueden cambiar en el archivo.
desk-history = Historial
desk-history-what = Vea quién cambió qué, y cuándo.
desk-welcome = Hola, { $name }
desk-counts = { $reports ->
    [one] { $reports } informe
   *[other] { $reports } informes
} en { $topics ->
    [one] { $topics } tema
   *[other] { $topics } temas
}
desk-add-report = Añadir un informe
desk-add-report-what = Solo el título y la fecha de publicación son obligatorios. La fecha de hoy se añade sola.

## Logging in

desk-off = La mesa de curadores está apagada
desk-off-how = Nadie tiene una contraseña todavía. Para encender la mesa, ejecute este comando en el servidor, con el nombre de un curador:
desk-log-in = Iniciar sesión
desk-log-out = Cerrar sesión
desk-name = Nombre
desk-password = Contraseña
desk-wrong-password = El nombre o la contraseña no son correctos.
desk-slow-down = Hubo demasiadas contraseñas incorrectas. Intente de nuevo en { $count ->
    [one] { $count } segundo.
   *[other] { $count } segundos.
}
desk-busy-logins = Demasiadas personas inician sesión en este momento. Intente de nuevo en unos segundos.
desk-change-password = Cambiar contraseña
desk-change-password-what = Sus sesiones en otros navegadores terminarán.
desk-old-password = Contraseña actual
desk-new-password = Contraseña nueva
desk-new-password-again = Contraseña nueva otra vez
desk-wrong-old-password = Esta no es su contraseña actual.
desk-weak-password = La contraseña nueva necesita al menos { $count } caracteres, no todos iguales.
desk-passwords-differ = Las dos contraseñas nuevas son diferentes.
desk-refused = Esto no se aceptó
desk-other-site = El formulario se envió desde otro sitio web, así que nada cambió.
desk-form-expired = Este formulario es de otra sesión, así que nada cambió. Abra la página de nuevo y complete el formulario otra vez.
desk-session-over = Su sesión ha terminado, así que nada cambió. Inicie sesión para continuar.
desk-session-over-kept = Su sesión ha terminado, así que nada cambió. Inicie sesión para continuar. Después verá de nuevo el formulario, como lo completó.
desk-login-expired = No se pudo iniciar sesión con este formulario, porque es antiguo o de otra sesión. Intente de nuevo.
desk-logged-in-again = Inició sesión de nuevo. Todavía no cambió nada. Revise el formulario y envíelo de nuevo.
desk-not-found = Esta página no existe
desk-not-found-why = No hay nada en esta dirección. Quizás se retiró un informe, o un tema tiene un nombre nuevo.
desk-no-database = La base de datos no funciona en este momento. Nada cambió. Intente de nuevo más tarde.

## Forms

desk-required = (obligatorio)
desk-problems = Esto necesita su atención
desk-has-faults = Corrija los campos de abajo y envíe el formulario otra vez.
desk-has-faults-elsewhere = El archivo tendría errores, así que no se escribió nada. Algunos están en otras partes del archivo.
desk-no-change = Usted no cambió nada, así que no hay nada que escribir.
desk-overtaken = Otra persona cambió esto mientras tanto, así que no se escribió nada. Ahora el formulario también tiene sus cambios. Donde ambos cambiaron un campo, tiene el texto de usted, y el otro aparece encima.
desk-in-file = En el archivo ahora:
desk-in-file-empty = (vacío)
desk-gone = Esto ya no está en el archivo, así que no se escribió nada.
desk-id-taken = El id “{ $id }” ya se usa. Elija otro.
desk-broken-file = El archivo de la colección tiene errores. Repárelo primero: ejecute `feedgate check`.
desk-busy-file = El archivo de la colección no se puede leer o escribir en este momento. Nada cambió. Intente de nuevo.
desk-unwritable = El servidor no puede escribir el archivo de la colección. Nada cambió. Descargue el parche y entréguelo a alguien que pueda cambiar el archivo.
desk-no-history = El historial no se puede escribir en este momento, así que nada cambió. Intente de nuevo más tarde.
desk-review = Revisar el cambio
desk-review-heading = Revise el cambio
desk-review-what = Todavía no se ha escrito nada. Esto es lo que cambiará en el archivo:
desk-patch-what = Esta mesa no escribe el archivo. Descargue el parche y entréguelo a alguien que pueda cambiar el archivo.
desk-diff = Cambios en el archivo
desk-line-added = Añadido:
desk-line-removed = Quitado:
desk-write = Escribir el cambio
desk-patch = Descargar como parche
desk-back = Volver al formulario
desk-more-rows = Añadir más filas
desk-see-page = Ver la página pública

## Reports

desk-correct-report = Corregir un informe
desk-withdraw-this = Retirar este informe
desk-no-reports = No hay informes aquí.
desk-no-index = El índice de búsqueda todavía no está listo. Intente de nuevo en un momento.
desk-added-on = añadido el { $date }
desk-appears = aparece el { $date }
desk-field-id = Id
desk-help-id = Letras, cifras y guiones. Es parte de la dirección y nunca puede cambiar. Déjelo vacío para formarlo a partir del título.
desk-field-title = Título
desk-field-published = Fecha de publicación
desk-help-published = `2023`, `2023-07`, `2023-07-24`, o con una hora.
desk-field-url = Página web de la editorial
desk-field-kind = Tipo de publicación
desk-field-language = Idioma
desk-help-language = Una etiqueta como `en` o `es-MX`. Déjela vacía si es el idioma de la colección.
desk-field-abstract = Resumen
desk-help-abstract = Las líneas en blanco separan párrafos.
desk-field-abstract-form = El resumen es
desk-abstract-text = texto sin formato
desk-abstract-html = HTML
desk-field-topics = Temas
desk-field-places = Lugares
desk-help-places = Uno en cada línea.
desk-field-keywords = Palabras clave
desk-help-keywords = Una en cada línea.
desk-field-authors = Autores
desk-help-authors = Vacíe una fila para quitarla.
desk-row-authors = Autor { $number }
desk-field-publishers = Editoriales
desk-help-publishers = Vacíe una fila para quitarla.
desk-row-publishers = Editorial { $number }
desk-field-files = Archivos
desk-help-files = Vacíe una fila para quitarla.
desk-row-files = Archivo { $number }
desk-field-doi = DOI
desk-help-doi = Sin la dirección de un servicio: `10.1234/abc`.
desk-field-rights = Licencia
desk-field-image = Imagen
desk-field-added = Añadido a la colección
desk-help-added = Los canales se ordenan por esta fecha. Una hora en el futuro oculta el informe hasta entonces.
desk-field-updated = Último cambio que importa a los lectores
desk-field-guid = Id en canales anteriores
desk-help-guid = Solo para informes que los lectores de canales conocen de otro sitio web.
desk-part-name = Nombre
desk-part-url = Dirección
desk-part-orcid = ORCID iD
desk-part-type = Tipo de medio
desk-part-bytes = Tamaño en bytes
desk-part-title = Título
desk-part-language = Idioma
desk-part-text = Texto
desk-part-alt = Texto para personas que no pueden verla
desk-part-creator = Hecha por
desk-part-license = Licencia
desk-part-license-url = Dirección de la licencia
desk-part-width = Ancho en píxeles
desk-part-height = Alto en píxeles
desk-matters = ¿Este cambio importa a los lectores?
desk-help-matters = Si es así, los canales muestran el informe otra vez como actualizado. Las correcciones pequeñas, como erratas, no importan.
desk-matters-yes = Sí
desk-matters-no = No
desk-matters-missing = Indique si este cambio importa a los lectores.

## Withdrawing

desk-withdraw = Retirar un informe
desk-correct-instead = Corregirlo en vez de retirarlo
desk-reason = Motivo
desk-help-reason = En una línea. Todo el mundo puede leerlo en la dirección antigua del informe.
desk-what-follows = Qué sucede después
desk-follows-feeds = Todos los canales de sus temas anuncian que el informe ya no está, y los lectores de canales lo quitan.
desk-follows-pages = Su página, su inserción y sus citas responden “410 Gone” con el motivo.
desk-follows-oai = Las bibliotecas que recolectan con OAI-PMH reciben un registro borrado.
desk-follows-hub = Los suscriptores de WebSub reciben un aviso enseguida.
desk-follows-search = Sale de la búsqueda, del mapa del sitio y de la API.
desk-follows-id = Su id nunca se puede usar otra vez.

## Topics and the collection

desk-add-topic = Añadir un tema
desk-change-topic = Cambiar un tema
desk-no-topics = No hay temas todavía.
desk-topic-closed = cerrado
desk-retires = se cierra desde el { $date }
desk-help-topic-id = Es parte de las direcciones del tema. Si lo cambia, las direcciones antiguas llevan a las nuevas.
desk-field-description = Descripción
desk-help-description = Las líneas en blanco separan párrafos.
desk-field-home-page-url = Sitio web de la colección
desk-help-home-page-url = Solo si la colección tiene otro sitio web propio.
desk-field-curators = Curadores
desk-help-curators = Todos pueden leer estos nombres y direcciones. Vacíe una fila para quitarla.
desk-row-curators = Curador { $number }
desk-part-email = Correo electrónico
desk-field-retired = Cierre
desk-help-retired = Un día, como `2024-05-01`. Desde entonces su canal muestra un aviso durante 90 días, y luego se cierra. Déjelo vacío para conservar el tema.
desk-field-replaced-by = Lo reemplaza
desk-edit-collection = Cambiar los datos de la colección

## History

desk-history-note = Las decisiones sobre sugerencias están en esta lista, también las que se tomaron con un comando. Otros cambios hechos en un editor o con un comando no están.
desk-no-history-yet = Nadie ha cambiado nada en esta mesa todavía.
desk-perhaps-written = El servidor se detuvo en este momento, así que este cambio puede faltar en el archivo.
desk-did-added = { $person } añadió “{ $title }”
desk-did-corrected = { $person } corrigió “{ $title }”
desk-did-withdrew = { $person } retiró “{ $title }”
desk-did-added-topic = { $person } añadió el tema “{ $title }”
desk-did-changed-topic = { $person } cambió el tema “{ $title }”
desk-did-introduced = { $person } cambió los datos de la colección
desk-done-added = El informe está añadido.
desk-done-corrected = El informe está corregido.
desk-done-withdrew = El informe está retirado.
desk-done-added-topic = El tema está añadido.
desk-done-changed-topic = El tema está cambiado.
desk-done-introduced = Los datos de la colección están cambiados.
desk-done-password = Su contraseña está cambiada. Sus otras sesiones han terminado.

## Inbox

desk-inbox = Buzón
desk-inbox-menu = Buzón ({ $count })
desk-inbox-count = { $count ->
    [0] Ninguna sugerencia espera una decisión.
    [one] { $count } sugerencia espera una decisión.
   *[other] { $count } sugerencias esperan una decisión.
}
desk-inbox-empty = No hay sugerencias de este tipo.
desk-inbox-states = Qué sugerencias se muestran
desk-inbox-state-received = En espera
desk-inbox-state-accepted = Aceptadas
desk-inbox-state-declined = Rechazadas
desk-inbox-state-taken-back = Retiradas
desk-inbox-state-all = Todas
desk-inbox-first = Primera página
desk-inbox-choose = Elegir
desk-inbox-untitled = (sin título)
desk-inbox-feed = Seguir en un lector de feeds
desk-inbox-feed-what = La dirección del feed contiene un secreto. Quien la conoce puede leer los títulos de lo que espera.
desk-inbox-feed-secret = La dirección de este feed no es correcta. La correcta está en el buzón de la mesa.
desk-inbox-words = Sus palabras al remitente
desk-inbox-words-all = Sus palabras a los remitentes de las que rechaza
desk-inbox-words-help = Los remitentes lo leen en su dirección privada. Puede quedar vacío.
desk-inbox-words-long = Las palabras al remitente son demasiado largas. Se permiten como máximo 4000 caracteres.
desk-inbox-declining = O rechazarla
desk-inbox-decline = Rechazar
desk-inbox-decline-chosen = Rechazar las elegidas
desk-inbox-none-chosen = No ha elegido nada, así que no se rechazó nada.
desk-inbox-declined-many = { $count ->
    [one] { $count } sugerencia está rechazada.
   *[other] { $count } sugerencias están rechazadas.
}
desk-inbox-others-decided = { $count ->
    [one] { $count } ya estaba decidida o retirada, y queda como está.
   *[other] { $count } ya estaban decididas o retiradas, y quedan como están.
}
desk-inbox-accept = Revisar antes de aceptar
desk-inbox-review = Aceptar esta sugerencia
desk-inbox-is-there = Ya está en el archivo
desk-inbox-in-file = El archivo ya tiene este informe, como “{ $id }”. Si el suyo es otro, cambie lo que ambos tienen en común. Si no, pulse “Ya está en el archivo”.
desk-inbox-not-there-yet = El servidor todavía no muestra este informe, así que la sugerencia sigue en espera. Aplique primero el parche e inténtelo de nuevo un momento después.
desk-inbox-decided = Alguien decidió sobre esta sugerencia antes que usted, o el remitente la retiró. No se cambió nada, y lo que escribió sigue aquí.
desk-inbox-revised = El remitente cambió esta sugerencia mientras tanto, así que no se escribió nada. El formulario tiene ahora el texto nuevo. Donde ambos cambiaron un campo, tiene el texto de usted, y el texto nuevo del remitente está encima.
desk-inbox-changes = Qué cambió el remitente
desk-inbox-change = { $field }: «{ $before }» es ahora «{ $after }».
desk-inbox-sender-says = El remitente escribe ahora:
desk-inbox-same-waits = Otra sugerencia del mismo informe ya está en espera, así que esta queda rechazada.
desk-inbox-withdraw-first = El informe está en la colección. Retírelo primero.
desk-inbox-withdraw-to-undo = Para deshacerlo, retire el informe.
desk-inbox-reopen = Deshacer la decisión
desk-inbox-waits = Espera una decisión.
desk-inbox-taken-back = El remitente la retiró.
desk-inbox-declined = Fue rechazada.
desk-inbox-declined-with = Fue rechazada con estas palabras:
desk-inbox-accepted = Fue aceptada como “{ $id }”.
desk-inbox-open = Abrir la página sugerida
desk-inbox-back = Volver al buzón
desk-inbox-from = De
desk-inbox-note = Nota del remitente
desk-inbox-fields = Lo que dice la sugerencia
desk-inbox-similar = Informes más parecidos
desk-inbox-same = La colección ya tiene este informe
desk-inbox-same-withdrawn = Este informe fue retirado de la colección
desk-inbox-nothing-similar = La colección no tiene ningún informe con estas palabras.
desk-inbox-sender = El remitente
desk-inbox-event-received = { $who } la sugirió
desk-inbox-event-revised = { $who } la cambió
desk-inbox-event-taken-back = { $who } la retiró
desk-inbox-event-accepting = { $who } empezó a aceptarla como “{ $detail }”
desk-inbox-event-accepted = { $who } la aceptó como “{ $detail }”
desk-inbox-event-declined = { $who } la rechazó. { $detail }
desk-inbox-event-reopened = { $who } deshizo la decisión
desk-did-accepted = { $person } aceptó la sugerencia “{ $title }”
desk-did-declined = { $person } rechazó la sugerencia “{ $title }”
desk-did-reopened = { $person } deshizo la decisión sobre la sugerencia “{ $title }”
desk-done-accepted = La sugerencia está aceptada. El informe está en la colección.
desk-done-accepted-late = El informe está en la colección. En el mismo momento alguien decidió sobre la sugerencia, o el remitente la retiró. Si el informe debe irse, retírelo.
desk-done-marked = La colección ya tiene el informe, así que el archivo no cambió. La sugerencia está aceptada.
desk-done-declined = La sugerencia está rechazada.
desk-done-reopened = La sugerencia espera de nuevo.
desk-done-before = Usted ya hizo esto con el mismo formulario, así que no se hizo nada de nuevo.
