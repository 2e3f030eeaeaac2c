-- Each bid with what a small table knows of its auction.
SELECT b.auction, b.bidder, b.price, b.dateTime, s."value" AS note
FROM (SELECT auction, bidder, price, dateTime, MOD(auction, 10000) AS side FROM bid) AS b
  JOIN side_input AS s ON b.side = s."key"
