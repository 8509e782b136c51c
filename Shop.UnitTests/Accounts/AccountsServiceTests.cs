using Grpc.Core;
using Shop.Account.Members;

namespace Shop.UnitTests.Accounts;

public sealed class AccountsServiceTests
{
    [Theory]
    [InlineData("")]
    [InlineData("not a UUID")]
    public async Task Malformed_account_id_is_an_invalid_argument(string accountId)
    {
        var service = new AccountsService(db: null!, personal: null!, TimeProvider.System); // Neither is reached.

        var error = await Assert.ThrowsAsync<RpcException>(
            () => service.CheckBuyer(new() { AccountId = accountId }, context: null!));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }
}
