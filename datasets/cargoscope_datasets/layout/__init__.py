"""Where the container is in a view: from that the pitch where nobody said it, and words for places."""
