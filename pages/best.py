"""Best model."""

import streamlit as st

st.title("Best model")
st.write("The best model of a study and its score on the test set.")
