using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Contracts.Account.V1;

namespace Shop.Account.Members;

/// <summary>
/// The gRPC service that Commerce calls when an order is placed: it returns what an order needs to know about a
/// shopper.
/// </summary>
public sealed class AccountsRpc(AccountDb db, PersonalData personal, TimeProvider clock) : Accounts.AccountsBase
{
    public override async Task<UserInfo> GetUserInfo(GetUserInfoRequest request, ServerCallContext context)
    {
        var member = Guid.TryParse(request.AccountId, out var id)
            ? await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, context.CancellationToken)
            : null;
        if (member is null or { Status: MemberStatus.Withdrawn })
        {
            throw new RpcException(new(StatusCode.NotFound, "There is no such account."));
        }

        // No order may begin after this reply (see Withdraw). It is not NotFound, because the account may be reopened.
        if (member.Status is MemberStatus.Closing)
        {
            throw new RpcException(new(StatusCode.FailedPrecondition, "The account is closing."));
        }

        return new()
        {
            AccountId = member.Id.ToString(),
            Name = personal.NameOf(member),
            Adult = LegalAge.IsReached(personal.BirthDateOf(member), clock.GetUtcNow()),
        };
    }
}
