using Grpc.Core;
using Shop.Contracts.Account.V1;

namespace Shop.Account.Members;

/// <summary>
/// The gRPC service that Commerce calls when an order is placed: whether the account exists and is an adult's.
/// </summary>
public sealed class AccountsService(AccountDb db, PersonalData personal, TimeProvider clock) : Accounts.AccountsBase
{
    public override async Task<CheckBuyerReply> CheckBuyer(CheckBuyerRequest request, ServerCallContext context)
    {
        if (!Guid.TryParse(request.AccountId, out var id))
        {
            throw new RpcException(new(StatusCode.InvalidArgument, "account_id is not a UUID."));
        }

        var member = await db.Members.AsNoTracking()
            .Where(member => member.Id == id && member.Status == MemberStatus.Active)
            .SingleOrDefaultAsync(context.CancellationToken)
            ?? throw new RpcException(new(StatusCode.NotFound, "There is no such account."));
        return new() { IsAdult = LegalAge.IsReached(personal.BirthDateOf(member), clock.GetUtcNow()) };
    }
}
