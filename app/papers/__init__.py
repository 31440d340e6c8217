"""Papers: one document model, and its PDF, Word file and preview. Knows no database and no domain.

`blocks` and `model` say what a paper is, `text` what it says; `pdf.render_pdf`, `word.render_word` and `html.render_html` make
it. The typesetter and python-docx are loaded by the functions that need them.
"""
