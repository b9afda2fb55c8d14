# Todo lo que feedgate dice en páginas y tarjetas, y en los canales de colecciones en este idioma.
# Un mensaje por texto; { $name } se completa. Títulos, resúmenes y nombres vienen de la colección tal como están.

### Todas las páginas

skip = Saltar al contenido
site = Sitio
follow-short = Seguir
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
read-on = Seguir leyendo
read-less = Mostrar menos
first-report = Suscríbase para enterarse del primero.
topics = Temas
all-topics = Los { $count } temas
follow = Seguir los nuevos informes
follow-this-search = Seguir esta búsqueda
newer = Más recientes
older = Más antiguos
previous = Anterior
next = Siguiente
pages = Páginas
page-of = Página { $page } de { $pages }

## Buscar

search-label = Buscar en los informes
search = Buscar
suggestions = Sugerencias
author-or-publisher = Autoría o editorial
filters = Filtros
filters-in-use = { $count } en uso
apply-filters = Aplicar filtros
more-values = y { $count } más
looked-for = Lo que se busca
remove = Quitar
not = no { $value }
clear-all = Borrar todo
order = Orden
newest = Más recientes
oldest = Más antiguos
title = Título
relevance = Relevancia
view = Vista
list = Lista
grid = Cuadrícula
nothing-has-all = Ningún informe reúne todo esto. Pruebe con menos palabras o con otras, o quite un filtro.
search-help = Los informes deben contener todas las palabras. Use "comillas" para una frase, OR entre alternativas y - antes de una palabra para excluirla.
some-of-words = Ningún informe contiene todo esto: { $words }. { $count ->
    [one] { $count } contiene una parte.
   *[other] { $count } contienen una parte.
}
show-everything = Ver todos los informes

topic = Tema
place = Lugar
publisher = Editorial
kind = Tipo
language = Idioma
year = Año

## Cómo se llama una búsqueda

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
kind-brief = resúmenes
kind-case-study = estudios de caso
kind-evaluation = evaluaciones
kind-fact-sheet = hojas informativas
kind-toolkit = guías prácticas
kind-white-paper = libros blancos
kind-dataset = conjuntos de datos
kind-other = otras publicaciones

one-report = Informe
one-brief = Resumen
one-case-study = Estudio de caso
one-evaluation = Evaluación
one-fact-sheet = Hoja informativa
one-toolkit = Guía práctica
one-white-paper = Libro blanco
one-dataset = Conjunto de datos
one-other = Publicación

## Un tema

topic-closed = Este tema se ha cerrado.
topic-successor = Los nuevos informes aparecen en:
search-topic = Buscar y filtrar estos informes
topic-feeds = Canales de este tema:
neighbours = A menudo junto con
neighbour-count = { $count ->
    [one] { $count } informe en ambos
   *[other] { $count } informes en ambos
}

## Un informe

read-at-publisher = Leer en el sitio de la editorial
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
cite-how = Al estilo APA; los nombres figuran como en la colección.
cite-files = Para gestores de referencias:
download = Descargar { $name }
report-address = Dirección de esta página
related = Informes relacionados
follow-collection = Seguir { $collection }

## Suscribirse

subscribe-title = Seguir { $title }
subscribe-what = Un lector de canales mira aquí por usted y le muestra cada informe nuevo en cuanto llega; nadie se entera de quién es usted. Copie la dirección en el suyo o ábrala en uno de estos.
subscribe-address = Dirección del canal
subscribe-readers = Abrir en un lector
subscribe-others = Cualquier otro lector acepta la dirección, también uno en un servidor propio.
subscribe-formats = Lo mismo en cada formato
readers-web = En el navegador
readers-desktop = En una computadora
readers-phone = En un teléfono o tableta
subscribe-all = Cada tema tiene su propio canal; casi todos los lectores pueden importar la lista de todos los canales:

## Compartir

share = Compartir
share-this-search = Compartir esta búsqueda
share-title = Compartir { $title }
share-what = Elija lo que mostrará su sitio y copie el código.
share-form = Forma
form-frame = Un marco, siempre al día
form-html = Una lista sencilla, para correos y para sitios que no permiten marcos
share-style = Estilo
style-card = Tarjeta: título, fecha y personas
style-list = Lista: con resúmenes
style-headline = Titulares: solo los títulos
style-card-report = Tarjeta: título, fecha, personas y resumen
style-headline-report = Titular: solo el título
share-count = Informes
share-width = Ancho en píxeles
share-theme = Tema
theme-auto = Como prefiera quien lee
theme-light = Claro
theme-dark = Oscuro
share-update = Actualizar
share-preview = Vista previa
share-code = Código para copiar
share-code-frame = Donde deba estar el marco
share-code-html = Donde deba estar la lista, tal como es hoy
share-script-frame = Una vez por página, si lo desea: da a los marcos la altura de lo que muestran
share-script-html = Una vez por página, si su sitio permite scripts: mantiene la lista al día
share-card = La tarjeta para compartir, para programas que preguntan por oEmbed
share-doctor = Ver qué hacen otros sitios con esta página
copy = Copiar
copied = Copiado

## Tarjetas

all-reports = Los { $count } informes

## Imágenes

credit-work = «{ $title }», de { $creator }
credit-title = «{ $title }»

## Rechazos

go-to-collection = Ir a la colección
refused-request = Solicitud incorrecta
refused-request-advice = Envíe una ruta o una URL completa, un encabezado Host que nombre un servidor y el cuerpo completo si lo hay.
refused-host-why = La solicitud no nombra un servidor.
refused-target-form-why = El destino de la solicitud debe ser una ruta, como /feed.atom, o una URL completa.
refused-body-not-whole-why = El cuerpo de la solicitud terminó antes de tiempo.
refused-parameter = Parámetro incorrecto
refused-parameter-advice = Envíe en el parámetro que `parameter` nombra lo que dice `allowed`, o no lo envíe.
refused-parameter-why = Parámetro { $name }: { $allowed }.
refused-not-found = No se encontró
refused-not-found-advice = Revise el identificador: nunca estuvo en la colección.
refused-not-found-why = No hay nada en esta dirección.
refused-method = Método no permitido
refused-method-advice = Envíe GET, HEAD u OPTIONS: la API es de solo lectura.
refused-method-why = Esta dirección responde a { $methods } y OPTIONS.
refused-not-acceptable = No aceptable
refused-not-acceptable-advice = Acepte br, zstd, gzip o identity en Accept-Encoding, o no envíe ese encabezado.
refused-not-acceptable-why = Nada en esta dirección es de un tipo y una codificación que la solicitud acepte.
refused-gone = Ya no está
refused-gone-advice = Descártelo: dejó la colección para siempre y su identificador no se vuelve a usar.
refused-gone-why = Lo que había en esta dirección dejó la colección para siempre.
withdrawn-report = El informe «{ $title }» se retiró de esta colección el { $day }.
withdrawn-untitled = El informe de esta dirección se retiró de esta colección el { $day }.
withdrawn-why = Motivo: { $reason }
refused-precondition = La condición no se cumple
refused-precondition-advice = Pídalo sin If-Match ni If-Unmodified-Since: no es lo que usted tiene.
refused-precondition-why = Lo que hay en esta dirección no es lo que la solicitud espera.
refused-body-time = Cuerpo demasiado lento
refused-body-time-advice = Envíe de nuevo la solicitud, con todo el cuerpo a la vez.
refused-body-time-why = El cuerpo de la solicitud no llegó a tiempo.
refused-body-size = Cuerpo demasiado grande
refused-body-size-advice = Envíe un cuerpo más pequeño.
refused-body-size-why = El cuerpo de la solicitud es mayor de lo que esta dirección acepta.
refused-body-type = Tipo de contenido no admitido
refused-body-type-advice = Envíe el cuerpo en uno de los tipos de contenido que Accept enumera, sin Content-Encoding.
refused-body-type-why = El cuerpo debe tener uno de estos tipos de contenido: { $types }.
refused-target = Dirección demasiado larga
refused-target-advice = Pida menos a la vez.
refused-target-why = Ninguna dirección de este sitio es tan larga.
refused-header = Encabezado demasiado grande
refused-header-advice = Envíe menos encabezados o más cortos.
refused-header-why = El encabezado de la solicitud es mayor de lo que este sitio lee.
refused-too-many = Demasiadas solicitudes
refused-too-many-advice = Espere los segundos que indica Retry-After. Una solicitud condicional que recibe 304 no cuenta.
refused-too-many-why = Vuelva a intentarlo más tarde, con los validadores de lo que ya tiene: lo que no ha cambiado no cuenta.
refused-card-format = Formato no disponible
refused-card-format-advice = Pida la tarjeta en json o xml.
refused-card-format-why = Las tarjetas se ofrecen en json y xml.
refused-not-yet = Todavía no
refused-not-yet-advice = Espere los segundos que indica Retry-After: se están indexando los informes. Todo lo demás funciona mientras tanto.
refused-not-yet-why = El índice de búsqueda se está preparando. Todo lo demás ya funciona. Vuelva a intentarlo en unos segundos.

allowed-from = un número entero desde { $least }
allowed-within = un número entero de { $least } a { $most }
allowed-result-page = un número entero de 1 a { $most }; acote la búsqueda para ver más
allowed-names = nombres separados por comas, de entre { $names }
allowed-values = uno de { $most } valores como máximo
allowed-value-chars = un valor de { $most } caracteres como máximo
allowed-topic-id = el identificador de un tema
allowed-language-tag = una etiqueta de idioma como en o es-MX (BCP 47)
allowed-year = un año de cuatro cifras
allowed-name = un nombre
allowed-page-address = la dirección de una página de este sitio
allowed-cursor = next_cursor o prev_cursor de una respuesta anterior a las mismas palabras, filtros y orden

## El final del canal de un tema

closing-title = «{ $topic }» se ha cerrado
closing-successor = Los nuevos informes aparecen en «{ $successor }». Este canal termina; siga aquel, por favor.
closing-end = Este canal termina. «{ $collection }» puede seguirse entera todavía.

## El examen para compartir

doctor = Examen para compartir
doctor-what = Lo que otros programas harán de una página de este sitio: cómo la muestra cada uno y qué habría que cambiar.
doctor-url = Dirección de una página de este sitio
doctor-examine = Examinar
doctor-no-page = No hay ninguna página de este sitio en esa dirección. Los canales, las tarjetas y los archivos no se examinan.
doctor-wordpress = WordPress
doctor-discord = Discord
doctor-drupal = Drupal
doctor-slack = Slack
doctor-open-graph = Open Graph (Facebook, LinkedIn, WhatsApp)
doctor-mastodon = Mastodon
doctor-zotero = Zotero
doctor-feed-readers = Lectores de canales
doctor-good = bien
doctor-lacking = falta algo
doctor-broken = no funciona
doctor-title = Título
doctor-description = Descripción
doctor-image = Imagen
doctor-image-size = Tamaño de la imagen
doctor-image-text = Imagen en palabras
doctor-author = Autoría
doctor-site = Sitio
doctor-page = Página
doctor-color = Color
doctor-date = Fecha
doctor-language = Idioma
doctor-shown = Se muestra como
doctor-card = Tarjeta
doctor-frame = Marco
doctor-frame-size = Tamaño del marco
doctor-quote = Antes del marco
doctor-html = HTML
doctor-registry-entry = Entrada del registro
doctor-item-type = Tipo de elemento
doctor-institution = Institución
doctor-doi = DOI
doctor-attachment = Adjunto
doctor-labelled = { $label }
doctor-feed = { $format }
doctor-frame-at-once = el marco, enseguida
doctor-frame-once-it-speaks = una cita, y el marco en cuanto dice su altura
doctor-frame-once-registered = el marco, en cuanto quien administra ha registrado el sitio
doctor-small-picture = título con una imagen pequeña
doctor-large-picture = título con una imagen grande
doctor-link-card = título y descripción, sin el marco
doctor-not-cited = página web; una lista no se cita, sus informes sí
doctor-report = informe
doctor-journal-article = artículo de revista
doctor-conference-paper = ponencia
doctor-book-section = capítulo de libro
doctor-book = libro
doctor-thesis = tesis
doctor-dataset = conjunto de datos
doctor-web-page = página web
doctor-snapshot = una copia de la página, a falta de un PDF
doctor-no-title = La página no tiene título: solo se muestra su dirección. Dele og:title.
doctor-no-open-graph-title = No hay og:title: se toma el título de la pestaña, con todo lo que lleva. Dele a la página og:title.
doctor-no-description = No hay descripción. Dele una a la colección o al tema, o un resumen al informe.
doctor-no-image = No hay imagen. Dele a la colección o al informe una imagen con url en el archivo de la colección.
doctor-no-image-size = No se dice el tamaño de la imagen, y puede faltar la primera vez que se comparte la página. Dele a la imagen su anchura y su altura.
doctor-no-image-text = La imagen no tiene palabras para quien no la ve. Dele su alt.
doctor-small-image = La imagen mide { $width } × { $height }, y por debajo de 200 × 200 se omite. Use una mayor.
doctor-no-open-graph-type = No hay og:type. Dele uno a la página: website o article.
doctor-no-open-graph-address = No hay og:url, y cada forma de escribir la dirección cuenta como otra página. Dele una a la página.
doctor-open-graph-elsewhere = og:url lleva a { $address }, que es otro sitio: se muestra aquella página en lugar de esta. Ponga en public_url la dirección que ve el mundo.
doctor-tag-by-name = { $tag } se indica con name, y Open Graph usa property: no todos lo leen. Escriba property.
doctor-tag-in-body = { $tag } está en el cuerpo, donde nadie tiene que buscarlo. Páselo a la cabecera.
doctor-relative-address = { $tag } es { $address }, que es relativa: no todos la completan. Escriba la dirección entera.
doctor-empty-tag = { $tag } está y no dice nada. Quítelo.
doctor-no-card-link = Ningún enlace de la cabecera lleva a la tarjeta. Añada link con el tipo application/json+oembed.
doctor-card-link-in-header-alone = Solo el encabezado HTTP lleva a la tarjeta, y este programa no lo mira. Añada el mismo enlace a la cabecera de la página.
doctor-card-link-in-body = El enlace a la tarjeta está en el cuerpo, donde no se busca. Páselo a la cabecera.
doctor-relative-card-link = El enlace a la tarjeta es { $address }, que es relativo y no se completa. Escriba la dirección entera.
doctor-card-link-too-late = El enlace a la tarjeta está más allá de los primeros 150 KB de la página, que es todo lo que se lee. Súbalo.
doctor-no-card = No hay tarjeta en la dirección a la que lleva la página.
doctor-unreadable-card = La tarjeta no es un objeto JSON.
doctor-card-version = La tarjeta dice ser de la versión «{ $version }». Debe ser el texto 1.0.
doctor-card-type = La tarjeta es del tipo «{ $type }», del que no se enmarca nada. Debe ser rich.
doctor-no-card-html = La tarjeta no tiene html, así que no hay nada que mostrar.
doctor-no-card-size = La tarjeta no tiene anchura y altura mayores que 0, y sin ellas se rechaza.
doctor-no-provider-name = La tarjeta no tiene provider_name, con el que se la encontraría en el registro. Dele un título a la colección.
doctor-script-in-card = El HTML de la tarjeta tiene un script, que se quita o se muestra como texto. Que lo lleve la página enmarcada.
doctor-no-frame = El HTML de la tarjeta no tiene iframe, y se descarta entero. Dele uno.
doctor-frame-not-empty = Hay algo dentro del iframe de la tarjeta, y por eso se descarta entera. Deje vacío el iframe.
doctor-many-frames = El HTML de la tarjeta tiene { $count } iframes, y se descartan todos menos uno. Deje uno.
doctor-no-frame-address = El iframe de la tarjeta no tiene un src permitido, así que está vacío.
doctor-relative-frame = El iframe de la tarjeta lleva a { $address }, que es relativa y se buscaría en el otro sitio. Escriba la dirección entera.
doctor-no-frame-title = Ni la tarjeta ni su iframe tienen título, que es lo único que algunas personas reciben de un marco. Dele uno.
doctor-quote-dropped = El HTML de la tarjeta no empieza por su blockquote, y por eso se quita. Póngalo primero, sin nada delante.
doctor-nothing-framed = No hay nada en la dirección que enmarca la tarjeta.
doctor-silent-frame = La página enmarcada nunca dice su altura. Se queda oculta tras la cita, o tan alta como dice la tarjeta. Que envíe el mensaje de WordPress con el secreto de su dirección.
doctor-card-of-one-page = { $address } es la tarjeta de esta página sola, y un registro necesita una que acepte url=. Enlace con ella.
doctor-capitals-in-base = La ruta de { $base } tiene mayúsculas, y los patrones se comparan en minúsculas: ninguna página coincidiría. Elija una ruta sin ellas.
doctor-no-citation-title = No hay citation_title, y la página se guarda como página web. Dele uno.
doctor-guessed-item-type = Nada dice que esto sea un informe, y su tipo se adivina. Dele al informe una editorial.
doctor-no-creator = No hay autoría, y se busca una firma en el texto. Dele al informe sus autores, si se conocen.
doctor-no-date = No hay fecha. Dele a la página citation_publication_date.
doctor-no-feed = Ningún enlace lleva a un canal, y la dirección de la página no basta para seguirla. Añada link con rel=alternate y el tipo del canal.
doctor-feeds-in-header-alone = Solo el encabezado HTTP lleva a los canales, y pocos lectores lo miran. Añada los mismos enlaces a la cabecera de la página.
doctor-feed-in-body = El enlace a { $address } está en el cuerpo, donde pocos lectores miran. Páselo a la cabecera.
doctor-relative-feed = El enlace a { $address } es relativo, y no todos los lectores lo completan. Escriba la dirección entera.
doctor-untitled-feed = El enlace a { $address } no tiene título que lo distinga de los demás. Dele uno.
doctor-feed-not-in-header = La página lleva a { $address }, y su encabezado HTTP a otros canales. Que los dos digan lo mismo.
doctor-port-refused = La tarjeta está en el puerto { $port }, y solo se preguntan el 80, el 443 y el 8080. Sírvala en uno de ellos.
doctor-host-refused = La tarjeta está en { $host }, que otros sitios no preguntan. Ponga en public_url la dirección que ve el mundo.

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
