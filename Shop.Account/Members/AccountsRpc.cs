using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.V1;

namespace Shop.Account.Members;

/// <summary>What Commerce asks when an order is placed: who the shopper is, as far as an order needs to know.</summary>
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

        // After this answer no order may be begun (see Withdraw). Yet the account may be reopened: it is not gone.
        if (member.Status is MemberStatus.Closing)
        {
            throw new RpcException(new(StatusCode.FailedPrecondition, "The account is closing."));
        }

        return new()
        {
            AccountId = member.Id.ToString(),
            Name = personal.NameOf(member),
            Adult = Adulthood.IsReached(personal.BirthDateOf(member), clock.GetUtcNow()),
        };
    }
}
