-- What the auctions of each category bring on average, so far.
SELECT category, AVG(highest) AS average
FROM (
  SELECT a.id, a.category, MAX(b.price) AS highest
  FROM auction AS a JOIN bid AS b ON a.id = b.auction
  WHERE b.dateTime BETWEEN a.dateTime AND a.expires
  GROUP BY a.id, a.category) AS sold
GROUP BY category
