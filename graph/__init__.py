"""What has been said: records, merging, the stores, the snapshot."""
