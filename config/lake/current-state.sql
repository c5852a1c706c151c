-- The current state of the DynamoDB table, of the lake's table of its changes: an item's newest row, unless that tells
-- that the item was removed. A row's __order is greater as text than that of every older row of its item.
SELECT *
FROM (
  SELECT *, row_number() OVER (PARTITION BY customer_id, order_id ORDER BY __order DESC) AS __age
  FROM orders
) AS changes
WHERE __age = 1 AND NOT __deleted
