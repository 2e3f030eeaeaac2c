-- What the last ten auctions of each seller brought on average, whenever one ends.
SELECT seller, id, AVG(price) OVER (PARTITION BY seller ORDER BY expires, id ROWS BETWEEN 9 PRECEDING AND CURRENT ROW) AS average
FROM (
  SELECT a.seller, a.id, a.expires, MAX(b.price) AS price
  FROM auction AS a JOIN bid AS b ON a.id = b.auction
  WHERE b.dateTime BETWEEN a.dateTime AND a.expires
  GROUP BY a.seller, a.id, a.expires) AS sold
