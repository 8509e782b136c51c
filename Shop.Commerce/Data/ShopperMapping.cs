using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Data;

/// <summary>The tables of who leaves and who has left.</summary>
internal sealed class ShopperMapping :
    IEntityTypeConfiguration<LeavingShopper>, IEntityTypeConfiguration<WithdrawnShopper>
{
    public void Configure(EntityTypeBuilder<LeavingShopper> builder) => builder.HasKey(leaving => leaving.ShopperId);

    public void Configure(EntityTypeBuilder<WithdrawnShopper> builder) =>
        builder.HasKey(withdrawn => withdrawn.ShopperId);
}
