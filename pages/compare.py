"""Compare."""

import streamlit as st

st.title("Compare")
st.write("Two or more studies side by side.")
