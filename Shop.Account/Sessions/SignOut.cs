using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;

namespace Shop.Account.Sessions;

/// <summary>Ends the session that a refresh token belongs to; one that is over already is over.</summary>
public sealed class SignOut(AccountDb db)
{
    public async Task RunAsync(string refreshToken, CancellationToken ct)
    {
        var hash = RefreshToken.HashOf(refreshToken);
        await db.Database.ExecuteSqlAsync($"""
            delete from sessions where id = (select session_id from refresh_tokens where hash = {hash})
            """, ct);
    }
}
