-- The last bid of each bidder for each auction.
SELECT auction, bidder, price, channel, url, dateTime, extra
FROM (
  SELECT auction, bidder, price, channel, url, dateTime, extra,
    ROW_NUMBER() OVER (PARTITION BY bidder, auction ORDER BY dateTime DESC, price DESC, url, extra) AS place
  FROM bid) AS ranked
WHERE place <= 1
