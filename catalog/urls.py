from django.urls import path

from catalog.views import favourites, pictures, presentations, products

app_name = "catalog"

# Codes of presentations stand beside these words: catalog.models.presentation refuses them.
urlpatterns = [
    path("shop/", presentations.presentation_list, name="presentation-list"),
    path("shop/products/", products.product_list, name="product-list"),
    path("shop/products/<str:slug>/", products.product_detail, name="product-detail"),
    path("shop/favourites/", favourites.favourite_list, name="favourite-list"),
    path("shop/favourites/<str:slug>/", favourites.favourite_edit, name="favourite-edit"),
    path("shop/pictures/<str:address>", pictures.picture_detail, name="picture-detail"),
    path("shop/<str:code>/", presentations.presentation_detail, name="presentation-detail"),
    path("shop/<str:code>/pdf/", presentations.presentation_pdf, name="presentation-pdf"),
]
