using Grpc.Core;
using Shop.Contracts.Account.V1;

namespace Shop.Account.Members;

/// <summary>
/// The gRPC service that Commerce calls when an order is placed: whether the account exists and is an adult's.
/// </summary>
public sealed class AccountsRpc(AccountDb db, PersonalData personal, TimeProvider clock) : Accounts.AccountsBase
{
    public override async Task<Buyer> CheckBuyer(CheckBuyerRequest request, ServerCallContext context)
    {
        var member = Guid.TryParse(request.AccountId, out var id)
            ? await db.Members.AsNoTracking()
                .Where(member => member.Id == id && member.Status == MemberStatus.Active)
                .SingleOrDefaultAsync(context.CancellationToken)
            : null;
        if (member is null)
        {
            throw new RpcException(new(StatusCode.NotFound, "There is no such account."));
        }

        return new() { IsAdult = LegalAge.IsReached(personal.BirthDateOf(member), clock.GetUtcNow()) };
    }
}
