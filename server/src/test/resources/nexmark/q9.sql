-- The winning bid of each auction, so far. Of equal bids the first wins.
SELECT id, itemName, description, initialBid, reserve, opened, expires, seller, category, auctionExtra,
  auction, bidder, price, bid_dateTime, bid_extra
FROM (
  SELECT a.id, a.itemName, a.description, a.initialBid, a.reserve, a.dateTime AS opened, a.expires, a.seller, a.category,
    a.extra AS auctionExtra, b.auction, b.bidder, b.price, b.dateTime AS bid_dateTime, b.extra AS bid_extra,
    ROW_NUMBER() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.dateTime, b.bidder, b.extra) AS place
  FROM auction AS a JOIN bid AS b ON a.id = b.auction
  WHERE b.dateTime BETWEEN a.dateTime AND a.expires) AS ranked
WHERE place <= 1
