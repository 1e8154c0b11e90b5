"""Pages and interface over the questions of the library.

asked.py      what every request says: language, day, as known when
contexts.py   what a page shows and what the interface returns: the same values
area.py, catalogue.py, evidence.py   contexts made of answers
pages.py, data.py   the routes: pages, and JSON or CSV
show.py, templating.py, words.py, language.py, urls.py   how it is drawn
serving.py    the server itself, on loopback
problems.py, guard.py   errors; who may ask, and what every answer carries
"""
