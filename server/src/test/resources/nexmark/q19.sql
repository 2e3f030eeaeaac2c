-- The ten highest bids for each auction.
SELECT auction, bidder, price, channel, url, dateTime, extra, place
FROM (
  SELECT auction, bidder, price, channel, url, dateTime, extra,
    ROW_NUMBER() OVER (PARTITION BY auction ORDER BY price DESC, dateTime, bidder, extra) AS place
  FROM bid) AS ranked
WHERE place <= 10
