"""The hosted pages of the Test Bank, and what payers and banks do there. Without the gateway
`billing.payments.gateways.test_bank` none of it has an address."""
