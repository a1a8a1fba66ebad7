#!/bin/sh
# Loads the example data into the store that PILOTGRAPH_STORE names. Run it from the project's root.
set -e
pilotgraph load cordis examples/cordis
pilotgraph load ror examples/ror
pilotgraph load tables examples/identities
pilotgraph load tables examples/chain
pilotgraph load tables examples/platforms
