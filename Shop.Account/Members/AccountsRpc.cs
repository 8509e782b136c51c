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
        // Closing is as good as gone: after this answer no order may be begun (see Withdraw).
        var member = Guid.TryParse(request.AccountId, out var id)
            ? await db.Members.AsNoTracking().SingleOrDefaultAsync(
                m => m.Id == id && m.Status == MemberStatus.Active, context.CancellationToken)
            : null;
        if (member is null)
        {
            throw new RpcException(new(StatusCode.NotFound, "There is no such account."));
        }

        return new()
        {
            AccountId = member.Id.ToString(),
            Name = personal.NameOf(member),
            Adult = Adulthood.IsReached(personal.BirthDateOf(member), clock.GetUtcNow()),
        };
    }
}
