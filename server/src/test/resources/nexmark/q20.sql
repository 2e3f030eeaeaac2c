-- Bids for the auctions of a category, with all that is known of these.
SELECT b.auction, b.bidder, b.price, b.channel, b.url, b.dateTime, b.extra,
  a.itemName, a.description, a.initialBid, a.reserve, a.dateTime AS auctionTime, a.expires, a.seller, a.category,
  a.extra AS auctionExtra
FROM bid AS b JOIN auction AS a ON b.auction = a.id
WHERE a.category = 10
