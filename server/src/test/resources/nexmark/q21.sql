-- The number of the channel through which a bid came: known for the great ones, else in the URL.
SELECT auction, bidder, price, channel, channel_id
FROM (
  SELECT auction, bidder, price, channel,
    CASE
      WHEN LOWER(channel) = 'apple' THEN '0'
      WHEN LOWER(channel) = 'google' THEN '1'
      WHEN LOWER(channel) = 'facebook' THEN '2'
      WHEN LOWER(channel) = 'baidu' THEN '3'
      ELSE NULLIF(SPLIT_PART(SPLIT_PART(url, '&channel_id=', 2), '&', 1), '')
    END AS channel_id
  FROM bid) AS b
WHERE channel_id IS NOT NULL
