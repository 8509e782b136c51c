using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Shoppers;
using Shop.Commerce.Webhooks;

namespace Shop.Commerce.Data;

/// <summary>Maps shoppers and webhooks.</summary>
internal sealed class ShopperMapping : IEntityTypeConfiguration<Shopper>, IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Shopper> builder) =>
        builder.Property(shopper => shopper.Id).ValueGeneratedNever();

    public void Configure(EntityTypeBuilder<Webhook> builder) => builder.HasKey(webhook => webhook.Id);
}
