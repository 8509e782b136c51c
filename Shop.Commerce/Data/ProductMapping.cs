using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Products;
using Shop.Commerce.RestockNotices;

namespace Shop.Commerce.Data;

/// <summary>Maps products, categories and restock notices.</summary>
internal sealed class ProductMapping :
    IEntityTypeConfiguration<Product>, IEntityTypeConfiguration<Category>, IEntityTypeConfiguration<RestockNotice>
{
    public void Configure(EntityTypeBuilder<Product> builder) =>
        builder.HasOne<Category>().WithMany().HasForeignKey(product => product.Category);

    public void Configure(EntityTypeBuilder<Category> builder)
    {
        builder.HasKey(category => category.Name);
        builder.Property(category => category.Name).HasColumnName("category");
    }

    public void Configure(EntityTypeBuilder<RestockNotice> builder) =>
        builder.HasKey(notice => new { notice.ShopperId, notice.ProductId });
}
