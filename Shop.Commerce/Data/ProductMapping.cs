using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Products;

namespace Shop.Commerce.Data;

/// <summary>Maps products and categories.</summary>
internal sealed class ProductMapping : IEntityTypeConfiguration<Product>, IEntityTypeConfiguration<Category>
{
    public void Configure(EntityTypeBuilder<Product> builder) =>
        builder.HasOne<Category>().WithMany().HasForeignKey(product => product.Category);

    public void Configure(EntityTypeBuilder<Category> builder)
    {
        builder.HasKey(category => category.Name);
        builder.Property(category => category.Name).HasColumnName("category");
    }
}
