"""The Learn page: an index, a page a lesson, the lesson plans and the words of the field."""
