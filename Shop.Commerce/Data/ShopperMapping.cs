using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Data;

/// <summary>Maps shoppers whose account is closing or closed.</summary>
internal sealed class ShopperMapping :
    IEntityTypeConfiguration<LeavingShopper>, IEntityTypeConfiguration<WithdrawnShopper>
{
    public void Configure(EntityTypeBuilder<LeavingShopper> builder) => builder.HasKey(leaving => leaving.ShopperId);

    public void Configure(EntityTypeBuilder<WithdrawnShopper> builder) =>
        builder.HasKey(withdrawn => withdrawn.ShopperId);
}
