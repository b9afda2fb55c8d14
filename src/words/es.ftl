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

## Un informe

read-at-publisher = Leer en el sitio de la editorial
published-by = Publicado por
published = Publicado
added = Añadido
updated = Actualizado
places = Lugares
keywords = Palabras clave
doi = DOI
licence = Licencia
image = Imagen
files = Archivos
cite = Citar este informe
cite-how = Al estilo APA; los nombres figuran como en la colección.
cite-files = Para gestores de referencias:
follow-collection = Seguir { $collection }

## Suscribirse

subscribe-title = Seguir { $title }
subscribe-what = Un lector de canales mira aquí por usted y le muestra cada informe nuevo en cuanto llega. Copie una de estas direcciones en el suyo; cualquiera sirve.
subscribe-all = Cada tema tiene su propio canal; casi todos los lectores pueden importar la lista de todos los canales:

## Compartir

share = Compartir
share-this-search = Compartir esta búsqueda
share-title = Compartir { $title }
share-what = Elija lo que mostrará su sitio y copie el código. Se mantiene al día por sí solo.
share-form = Forma
form-frame = Un marco, siempre al día
form-html = Una lista sencilla, para correos y para sitios que no permiten marcos
share-style = Estilo
style-card = Tarjeta: título, fecha y personas
style-list = Lista: con resúmenes
style-headline = Titulares: solo los títulos
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

## Rechazos

go-to-collection = Ir a la colección
refused-request = Solicitud incorrecta
refused-request-why = La solicitud no se entiende.
refused-parameter = Un parámetro no tiene sentido
refused-parameter-why = Parámetro { $name }: { $allowed }.
refused-not-found = No se encontró
refused-not-found-why = No hay nada en esta dirección.
refused-method = Método no permitido
refused-method-why = Esta dirección responde a GET, HEAD y OPTIONS.
refused-not-acceptable = No aceptable
refused-not-acceptable-why = Nada en esta dirección es de un tipo y una codificación que la solicitud acepte.
refused-gone = Ya no está
refused-gone-why = Lo que había en esta dirección dejó la colección para siempre.
refused-precondition = La condición no se cumple
refused-precondition-why = Lo que hay en esta dirección no es lo que la solicitud espera.
refused-target = Dirección demasiado larga
refused-target-why = Ninguna dirección de este sitio es tan larga.
refused-header = Encabezado demasiado grande
refused-header-why = El encabezado de la solicitud es mayor de lo que este sitio lee.
refused-too-many = Demasiadas solicitudes
refused-too-many-why = Vuelva a intentarlo más tarde.
refused-card-format = No disponible
refused-card-format-why = Las tarjetas se ofrecen en json y xml.
refused-not-yet = Todavía no
refused-not-yet-why = La búsqueda se está preparando. Todo lo demás ya está; vuelva a intentarlo en unos segundos.

## El final del canal de un tema

closing-title = «{ $topic }» se ha cerrado
closing-successor = Los nuevos informes aparecen en «{ $successor }». Este canal termina; siga aquel, por favor.
closing-end = Este canal termina. «{ $collection }» puede seguirse entera todavía.

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
