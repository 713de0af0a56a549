"""Work in the hamlets: visits, activities by task a–d, assigned tasks, and questions raised upward."""
