using Microsoft.AspNetCore.Http.HttpResults;
using Shop.Account.Operators.Managing;
using Shop.Account.Operators.OwnAccount;
using Shop.Account.Operators.SigningIn;
using Shop.ServiceDefaults.Admin;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Account.Operators;

/// <summary>The admin endpoint of Account.</summary>
public static class OperatorEndpoints
{
    public static void MapOperators(this IEndpointRouteBuilder app)
    {
        MapSignIn(app.MapAdminSignIn().WithTags("Operators' sign-in"));
        var admin = app.MapAdmin();
        MapOwnAccount(admin.MapGroup("").WithTags("Own account"));
        MapManagement(admin.MapGroup("/operators").RequirePermission(Permission.CanManageOperators)
            .WithTags("Operators"));
        admin.MapAuditLog();
    }

    private static void MapSignIn(RouteGroupBuilder routes)
    {
        routes.MapPost("/sign-in", async (OperatorSignInRequest request, SignInOperator act, CancellationToken ct) =>
                (await act.RunAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status401Unauthorized, Status429TooManyRequests);

        routes.MapPost("/sign-in/second-factor", async (
                SecondFactorRequest request, VerifySecondFactor act, CancellationToken ct) =>
                (await act.RunAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status401Unauthorized, Status429TooManyRequests);

        routes.MapPost("/sign-in/authenticator", async (
                SetUpAuthenticatorRequest request, SetUpAuthenticator act, CancellationToken ct) =>
                (await act.BeginAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status401Unauthorized, Status429TooManyRequests);

        routes.MapPost("/sign-in/authenticator/confirm", async (
                SecondFactorRequest request, SetUpAuthenticator act, CancellationToken ct) =>
                (await act.ConfirmAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status401Unauthorized, Status429TooManyRequests);

        routes.MapPost("/links/read", async (ReadLinkRequest request, AcceptLink act, CancellationToken ct) =>
                (await act.ReadAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status410Gone);

        routes.MapPost("/links/accept", async (AcceptLinkRequest request, AcceptLink act, CancellationToken ct) =>
                (await act.RunAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesValidationProblem(Status422UnprocessableEntity)
            .ProducesProblems(Status410Gone);

        routes.MapPost("/token", async (OperatorTokenRequest request, IssueToken act, CancellationToken ct) =>
                (await act.RunAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status401Unauthorized);
    }

    private static void MapOwnAccount(RouteGroupBuilder routes)
    {
        routes.MapGet("/me", async (CurrentOperator me, ShowMe act, CancellationToken ct) =>
            TypedResults.Ok(await act.RunAsync(me, ct)));

        routes.MapPost("/me/password", async Task<Results<NoContent, Error>> (
                ChangeOperatorPasswordRequest request, CurrentOperator me, ChangePassword act, CancellationToken ct) =>
                Done(await act.RunAsync(request, me, ct)))
            .ProducesValidationProblem(Status422UnprocessableEntity)
            .ProducesProblems(Status429TooManyRequests);

        routes.MapPost("/me/recovery-codes", async (
                RenewRecoveryCodesRequest request, CurrentOperator me, RenewRecoveryCodes act, CancellationToken ct) =>
                (await act.RunAsync(request, me, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status429TooManyRequests);

        routes.MapDelete("/me/sessions/{id:guid}", async Task<Results<NoContent, Error>> (
                Guid id, CurrentOperator me, EndSession act, CancellationToken ct) =>
                Done(await act.OwnAsync(id, me, ct)))
            .ProducesProblems(Status404NotFound);

        routes.MapPost("/sign-out", async (CurrentOperator me, EndSession act, CancellationToken ct) =>
        {
            await act.OwnAsync(me.SessionId, me, ct);
            return TypedResults.NoContent();
        });
    }

    private static void MapManagement(RouteGroupBuilder routes)
    {
        routes.MapGet("", async (ListOperators act, CancellationToken ct) =>
            TypedResults.Ok(await act.RunAsync(ct)));

        routes.MapPost("", async (
                InviteOperatorRequest request, CurrentOperator me, InviteOperator act, CancellationToken ct) =>
                (await act.RunAsync(request, me, ct)).Respond(TypedResults.Ok))
            .ProducesValidationProblem(Status422UnprocessableEntity)
            .ProducesProblems(Status409Conflict);

        routes.MapPost("/{id:guid}/link", async (
                Guid id, CurrentOperator me, IssueLink act, CancellationToken ct) =>
                (await act.RunAsync(id, me, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status404NotFound, Status409Conflict);

        routes.MapPost("/{id:guid}/disable", async Task<Results<NoContent, Error>> (
                Guid id, CurrentOperator me, DisableOperator act, CancellationToken ct) =>
                Done(await act.DisableAsync(id, me, ct)))
            .ProducesProblems(Status404NotFound, Status409Conflict);

        routes.MapPost("/{id:guid}/enable", async Task<Results<NoContent, Error>> (
                Guid id, CurrentOperator me, DisableOperator act, CancellationToken ct) =>
                Done(await act.EnableAsync(id, me, ct)))
            .ProducesProblems(Status404NotFound);

        routes.MapPost("/{id:guid}/reset-second-factor", async Task<Results<NoContent, Error>> (
                Guid id, CurrentOperator me, ResetSecondFactor act, CancellationToken ct) =>
                Done(await act.RunAsync(id, me, ct)))
            .ProducesProblems(Status404NotFound);

        routes.MapDelete("/{id:guid}/sessions", async Task<Results<NoContent, Error>> (
                Guid id, CurrentOperator me, EndSession act, CancellationToken ct) =>
                Done(await act.AllAsync(id, me, ct)))
            .ProducesProblems(Status404NotFound);
    }

    private static Results<NoContent, Error> Done(Error? error) => error is null ? TypedResults.NoContent() : error;
}
