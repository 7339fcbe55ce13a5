"""A node that sends: lanes, connections and the ledger, driven until a campaign is done."""
