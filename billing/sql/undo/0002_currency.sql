DROP FUNCTION currency_exponent(text)
