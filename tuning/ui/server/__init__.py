"""What the web process is beside its pages: routes, proxies, services, the last resort."""
