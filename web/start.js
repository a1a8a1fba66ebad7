// Starts the query page on the address it was loaded from.
const EXAMPLE = `# Pilotgraph · 产学研用中试图谱
#
# Run a query with the ▶ button, or Ctrl-Enter. Ctrl-Space completes; the book icon on the left shows the whole schema.
# 点击 ▶ 或按 Ctrl-Enter 运行；Ctrl-Space 自动补全；左侧书本图标可查看完整文档。

# What is in here? 有哪些数据？
query WhatIsHere {
  status {
    version
    asOf
    entities { kind count }
  }
}

# Find an organization by any of its names. 按名称检索机构（中英文、曾用名均可）。
query Find {
  search(text: "university", kinds: [Organization], first: 5) {
    edges {
      matched
      node { id kind label(lang: ZH) }
    }
  }
}

# The first universities by name, with what they take part in. 按名称列出高校及其参与的项目。
query Universities {
  universities(first: 5, orderBy: [{ name: ASC }]) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      name
      participatesIn(first: 3) {
        totalCount
        edges { role validFrom node { id label } }
      }
    }
  }
}
`;

ReactDOM.createRoot(document.getElementById("page")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: window.location.pathname }),
    defaultQuery: EXAMPLE,
    defaultEditorToolsVisibility: "variables",
  }),
);
