"""networkx functions over arrays: the networkx backend `pilotgraph`.

`nx.pagerank(view)` comes here by itself, since a view says that this is its backend; `nx.pagerank(G,
backend="pilotgraph")` converts any networkx graph once, and networkx keeps what it was converted to. One module a
family of functions, each called like networkx' own, with the same arguments, results and errors. `info` says which
functions there are, `interface` is what networkx talks to, `graph` is a graph as arrays, `kernels` do the work.
"""
