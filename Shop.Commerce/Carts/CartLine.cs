using Shop.Commerce.Products;

namespace Shop.Commerce.Carts;

public sealed class CartLine
{
    private CartLine() { }

    internal CartLine(Cart cart, Product product, int quantity, DateTimeOffset now) =>
        (ShopperId, ProductId, Product, Quantity, AddedAt) = (cart.ShopperId, product.Id, product, quantity, now);

    public Guid ShopperId { get; private set; }
    public int ProductId { get; private set; }
    public Product Product { get; private set; } = null!;
    public int Quantity { get; private set; }

    /// <summary>Lines are shown in the order in which they were added.</summary>
    public DateTimeOffset AddedAt { get; private set; }

    internal void SetQuantity(int quantity) => Quantity = quantity;

    /// <summary>A line of a shopper's or a guest's cart, as its owner sees it.</summary>
    internal static CartLineItem Item(Product product, int quantity, Language language) => new(
        product.Id, language.IsEnglish ? product.NameEn : product.NameKo, product.ImageUrl, product.PriceWon, quantity,
        LineTotalWon: product.PriceWon * quantity, product.Stock, product.AdultsOnly,
        Available: product.Stock >= quantity);
}
