package access

import (
	"context"

	"sampan/internal/kernel"
)

type actorKey struct{}

// WithActor puts the signed-in actor into a request's context.
func WithActor(ctx context.Context, actor kernel.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorFrom is the actor of the request, Anonymous when nobody is signed in.
func ActorFrom(ctx context.Context) kernel.Actor {
	actor, _ := ctx.Value(actorKey{}).(kernel.Actor)
	return actor
}
