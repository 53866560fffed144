from django.urls import path

from billing.views import balance, holds, sales, statements
from billing.views.documents import credits, deposits, disputes, exports, invoices, retainers
from billing.views.payments import attempts, autopay, checkout, payments, saved_methods, transfers
from billing.views.sharing import links, shared

app_name = "billing"

# Imported numbers may hold slashes, so a document's PDF comes before its page.
urlpatterns = [
    path("webhooks/<slug:gateway>/", attempts.webhook_new, name="webhook-new"),
    path("pay/<uuid:key>/", attempts.attempt_detail, name="attempt-detail"),
    path("pay/<uuid:key>/cancel/", attempts.attempt_delete, name="attempt-delete"),
    path("statements/", statements.statement_detail, name="statement-detail"),
    path("statements/pdf/", statements.statement_pdf, name="statement-pdf"),
    path("statements/csv/", statements.statement_csv, name="statement-csv"),
    path("statements/xlsx/", statements.statement_xlsx, name="statement-xlsx"),
    path("statements/share/", statements.statement_link_new, name="statement-link-new"),
    path("invoices/", invoices.invoice_list, name="invoice-list"),
    path("invoices/<path:number>/pdf/", invoices.invoice_pdf, name="invoice-pdf"),
    path("invoices/<path:number>/dispute/", disputes.dispute_new, name="dispute-new"),
    path(
        "invoices/<path:number>/dispute/withdraw/",
        disputes.dispute_delete,
        name="dispute-delete",
    ),
    path(
        "invoices/<path:number>/autopay/skip/",
        autopay.autopay_skip_new,
        name="autopay-skip-new",
    ),
    path(
        "invoices/<path:number>/autopay/take-in/",
        autopay.autopay_skip_delete,
        name="autopay-skip-delete",
    ),
    path("invoices/<path:number>/share/", links.invoice_link_new, name="invoice-link-new"),
    path("links/", links.shared_link_list, name="shared-link-list"),
    path("links/<int:pk>/revoke/", links.shared_link_delete, name="shared-link-delete"),
    path("shared/payment/<uuid:key>/", shared.shared_payment_detail, name="shared-payment-detail"),
    path("shared/<str:token>/pay/", shared.shared_payment_new, name="shared-payment-new"),
    path("shared/<str:token>/", shared.shared_detail, name="shared-detail"),
    path("shared/<str:token>/pdf/", shared.shared_pdf, name="shared-pdf"),
    path("invoices/<path:number>/", invoices.invoice_detail, name="invoice-detail"),
    path("credits/", credits.credit_list, name="credit-list"),
    path("credits/<path:number>/pdf/", credits.credit_pdf, name="credit-pdf"),
    path("credits/<path:number>/", credits.credit_detail, name="credit-detail"),
    path("deposits/", deposits.deposit_list, name="deposit-list"),
    path("retainers/", retainers.retainer_list, name="retainer-list"),
    path("retainers/<path:number>/pdf/", retainers.retainer_pdf, name="retainer-pdf"),
    path("retainers/<path:number>/", retainers.retainer_detail, name="retainer-detail"),
    path("payments/", payments.payment_list, name="payment-list"),
    path("payments/<path:number>/pdf/", payments.payment_pdf, name="payment-pdf"),
    path("payments/<path:number>/mail/", payments.receipt_mail_new, name="receipt-mail-new"),
    path("payments/<path:number>/", payments.payment_detail, name="payment-detail"),
    path("exports/new/", exports.export_new, name="export-new"),
    path("exports/<uuid:key>/", exports.export_detail, name="export-detail"),
    path("exports/<uuid:key>/file/", exports.export_file_detail, name="export-file-detail"),
    path("transfers/<str:number>/", transfers.transfer_detail, name="transfer-detail"),
    path(
        "transfers/<str:number>/sent/",
        transfers.transfer_notice_new,
        name="transfer-notice-new",
    ),
    path(
        "transfers/<str:number>/cancel/",
        transfers.transfer_cancellation_new,
        name="transfer-cancellation-new",
    ),
    path("proofs/<str:number>/", transfers.proof_detail, name="proof-detail"),
    path("payment-methods/", saved_methods.method_list, name="method-list"),
    path("payment-methods/add/", saved_methods.method_new, name="method-new"),
    path(
        "payment-methods/add/<uuid:key>/",
        saved_methods.method_setup_detail,
        name="method-setup-detail",
    ),
    path(
        "payment-methods/<int:pk>/default/",
        saved_methods.default_method_new,
        name="default-method-new",
    ),
    path("payment-methods/<int:pk>/remove/", saved_methods.method_delete, name="method-delete"),
    path("autopay/", autopay.autopay_detail, name="autopay-detail"),
    path("autopay/on/", autopay.autopay_new, name="autopay-new"),
    path("autopay/pause/", autopay.autopay_edit, name="autopay-edit"),
    path("autopay/off/", autopay.autopay_delete, name="autopay-delete"),
    path("pay/", checkout.payment_new, name="payment-new"),
    path("hold/", holds.hold_detail, name="hold-detail"),
    path("balance/", balance.balance_detail, name="balance-detail"),
    path("sales/", sales.sales_detail, name="sales-detail"),
]
