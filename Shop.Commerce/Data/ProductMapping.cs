using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Products;

namespace Shop.Commerce.Data;

/// <summary>The tables of the catalogue.</summary>
internal sealed class ProductMapping :
    IEntityTypeConfiguration<Product>, IEntityTypeConfiguration<Category>, IEntityTypeConfiguration<Banner>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("products");
        builder.HasKey(product => product.Id);
        builder.HasOne<Category>().WithMany().HasForeignKey(product => product.Category);
    }

    public void Configure(EntityTypeBuilder<Category> builder)
    {
        builder.ToTable("categories");
        builder.HasKey(category => category.Name);
        builder.Property(category => category.Name).HasColumnName("category");
    }

    public void Configure(EntityTypeBuilder<Banner> builder)
    {
        builder.ToTable("banners");
        builder.HasKey(banner => banner.Id);
    }
}
