"""What the networkx backend can do: read by networkx when it is imported, so nothing else is imported here."""

from __future__ import annotations

from typing import Any

__all__ = ["FUNCTIONS", "get_info"]

_FAMILIES: dict[str, str] = {
    "communities": "asyn_lpa_communities fast_label_propagation_communities label_propagation_communities"
    " leiden_communities leiden_partitions louvain_communities louvain_partitions modularity",
    "betweenness": "betweenness_centrality betweenness_centrality_subset edge_betweenness_centrality",
    "distances": "center closeness_centrality diameter eccentricity harmonic_centrality periphery radius",
    "hubs": "hits",
    "ranking": "eigenvector_centrality katz_centrality pagerank",
    "degrees": "degree_centrality in_degree_centrality out_degree_centrality",
    "components": "connected_components number_connected_components is_connected node_connected_component"
    " weakly_connected_components number_weakly_connected_components is_weakly_connected strongly_connected_components"
    " number_strongly_connected_components is_strongly_connected condensation",
    "bipartite": "collaboration_weighted_projected_graph overlap_weighted_projected_graph projected_graph"
    " weighted_projected_graph",
    "clustering": "average_clustering clustering transitivity triangles",
    "link_prediction": "adamic_adar_index common_neighbor_centrality jaccard_coefficient preferential_attachment"
    " resource_allocation_index",
    "cores": "core_number k_truss onion_layers",
    "structural_holes": "constraint effective_size local_constraint",
    "orders": "is_directed_acyclic_graph topological_generations topological_sort dag_longest_path"
    " dag_longest_path_length",
    "dominance": "dominance_frontiers immediate_dominators",
    "flow": "maximum_flow maximum_flow_value minimum_cut minimum_cut_value",
    "biconnected": "articulation_points biconnected_component_edges biconnected_components bridges has_bridges"
    " is_biconnected",
    "connectivity": "edge_connectivity local_edge_connectivity local_node_connectivity minimum_edge_cut"
    " minimum_node_cut minimum_st_edge_cut minimum_st_node_cut node_connectivity",
    "traversal": "ancestors bfs_edges bfs_layers bfs_predecessors bfs_successors bfs_tree descendants"
    " descendants_at_distance generic_bfs_edges",
    "unweighted": "all_pairs_shortest_path all_pairs_shortest_path_length bidirectional_shortest_path"
    " single_source_shortest_path single_source_shortest_path_length single_target_shortest_path"
    " single_target_shortest_path_length",
    "dijkstra": "all_pairs_dijkstra all_pairs_dijkstra_path all_pairs_dijkstra_path_length bidirectional_dijkstra"
    " dijkstra_path dijkstra_path_length multi_source_dijkstra multi_source_dijkstra_path"
    " multi_source_dijkstra_path_length single_source_dijkstra single_source_dijkstra_path"
    " single_source_dijkstra_path_length",
    "predecessors": "dijkstra_predecessor_and_distance predecessor",
    "shortest_paths": "average_shortest_path_length has_path shortest_path shortest_path_length",
    "simple_cycles": "simple_cycles",
    "simple_paths": "all_simple_paths shortest_simple_paths",
}
"""Module of this package → the functions in it, by the names under which networkx dispatches them."""

FUNCTIONS: dict[str, str] = {name: module for module, names in _FAMILIES.items() for name in names.split()}
"""Function → the module of this package in which it is."""


def get_info() -> dict[str, Any]:
    """What networkx shows of the backend in its own help texts."""
    return {
        "backend_name": "pilotgraph",
        "project": "pilotgraph",
        "package": "analytics.compiled",
        "short_summary": "Compiled loops over the arrays of a Pilotgraph view, or of a graph converted once.",
        "functions": {name: {} for name in FUNCTIONS},
    }
