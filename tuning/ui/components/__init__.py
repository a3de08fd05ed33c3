"""What runs in the browser: figures and parallel coordinates that outlive reruns."""
