"""The web side, of which `app.py` and `pages/` are made: Streamlit is at home here."""
