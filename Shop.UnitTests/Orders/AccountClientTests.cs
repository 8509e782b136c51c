using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Shop.Commerce.Orders.Placing;
using Shop.Contracts.Account.V1;
using AccountClient = Shop.Commerce.Orders.Placing.AccountClient;
using AccountsClient = Shop.Contracts.Account.V1.Accounts.AccountsClient;

namespace Shop.UnitTests.Orders;

/// <summary>What an order does with the answers of Account.</summary>
public sealed class AccountClientTests
{
    [Theory]
    [InlineData(StatusCode.NotFound, BuyerCheck.NoSuchAccount)]
    [InlineData(StatusCode.InvalidArgument, BuyerCheck.Unavailable)]
    [InlineData(StatusCode.Unavailable, BuyerCheck.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded, BuyerCheck.Unavailable)]
    [InlineData(StatusCode.Cancelled, BuyerCheck.Unavailable)] // By Account, not by the shopper.
    public async Task Only_NOT_FOUND_is_final(StatusCode status, BuyerCheck expected) =>
        Assert.Equal(expected, await ClientOf(status).CheckBuyerAsync(Guid.NewGuid(), CancellationToken.None));

    [Fact]
    public async Task Disconnected_shopper_is_no_failure()
    {
        var disconnected = new CancellationToken(canceled: true);

        var error = await Assert.ThrowsAsync<OperationCanceledException>(
            () => ClientOf(StatusCode.Cancelled).CheckBuyerAsync(Guid.NewGuid(), disconnected));

        Assert.Equal(disconnected, error.CancellationToken);
    }

    private static AccountClient ClientOf(StatusCode status) =>
        new(new FailingAccounts(status), TimeProvider.System, NullLogger<AccountClient>.Instance);

    private sealed class FailingAccounts(StatusCode status) : AccountsClient
    {
        public override AsyncUnaryCall<CheckBuyerReply> CheckBuyerAsync(
            CheckBuyerRequest request, Metadata? headers = null, DateTime? deadline = null,
            CancellationToken cancellationToken = default) => new(
                Task.FromException<CheckBuyerReply>(new RpcException(new(status, "failed"))),
                Task.FromResult(new Metadata()), () => new(status, "failed"), () => [], () => { });
    }
}
