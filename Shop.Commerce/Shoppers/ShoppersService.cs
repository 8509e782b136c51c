using Grpc.Core;
using Shop.Contracts.Commerce.V1;

namespace Shop.Commerce.Shoppers;

/// <summary>The gRPC service that Account calls.</summary>
public sealed class ShoppersService(CloseShopper close) : Contracts.Commerce.V1.Shoppers.ShoppersBase
{
    public override async Task<CloseShopperReply> CloseShopper(
        CloseShopperRequest request, ServerCallContext context) =>
        Guid.TryParse(request.AccountId, out var shopperId)
            ? new() { IsClosed = await close.RunAsync(shopperId, context.CancellationToken) }
            : throw new RpcException(new(StatusCode.InvalidArgument, "account_id is not a UUID."));
}
