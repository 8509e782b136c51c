using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;

namespace Shop.Account.Sessions;

/// <summary>
/// Ends the session of a refresh token, or all sessions of its member. Succeeds if the session has already ended.
/// </summary>
public sealed class SignOut(AccountDb db)
{
    public async Task RunAsync(SignOutRequest request, CancellationToken ct)
    {
        var (hash, everywhere) = (RefreshToken.HashOf(request.RefreshToken), request.Everywhere);
        await db.Database.ExecuteSqlAsync($"""
            delete from sessions other
            using sessions own join refresh_tokens token on token.session_id = own.id
            where token.hash = {hash}
              and (other.id = own.id or {everywhere} and other.member_id = own.member_id)
            """, ct);
    }
}
