"""What a scanner makes of a scene: its motion, its detector, and what an archive shows of it."""
