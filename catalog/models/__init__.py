from catalog.models.assortment import Assortment, AssortmentCustomer, AssortmentLine
from catalog.models.classification import Brand, Category, TaxCode
from catalog.models.favourite import Favourite
from catalog.models.import_batch import ImportBatch, ImportChange
from catalog.models.picture import Picture, ProductPicture
from catalog.models.presentation import (
    DeliveryWindow,
    Presentation,
    PresentationCustomer,
    PresentationLine,
    PresentationView,
    Section,
)
from catalog.models.price import ContractPrice, Price
from catalog.models.price_list import PriceList, PriceListAssignment
from catalog.models.product import Product
from catalog.models.search_word import SearchWord
from catalog.models.shop_settings import ShopSettings
from catalog.models.stock import Arrival, Stock
from catalog.models.variant import Axis, AxisValue, Variant

__all__ = [
    "Arrival",
    "Assortment",
    "AssortmentCustomer",
    "AssortmentLine",
    "Axis",
    "AxisValue",
    "Brand",
    "Category",
    "ContractPrice",
    "DeliveryWindow",
    "Favourite",
    "ImportBatch",
    "ImportChange",
    "Picture",
    "Presentation",
    "PresentationCustomer",
    "PresentationLine",
    "PresentationView",
    "Price",
    "PriceList",
    "PriceListAssignment",
    "Product",
    "ProductPicture",
    "SearchWord",
    "Section",
    "ShopSettings",
    "Stock",
    "TaxCode",
    "Variant",
]
