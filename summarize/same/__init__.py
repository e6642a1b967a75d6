"""Do these sentences make the same statement? Vectors, evidence, the decision, and the clusters it makes."""
