package io.nightjar.model;

import io.nightjar.image.ImageShape;
import java.util.List;

/**
 * LSTMs over an image's rows, top to bottom: the encoder's last step is its features; the decoder
 * sees the latent at every step and gives a row at each.
 *
 * @param widths of the encoder's LSTMs, first to last, mirrored by the decoder; see {@link Widths}
 * @see <a href="https://arxiv.org/abs/1502.04681">Srivastava et al. 2015, section 2.2</a>
 */
public record RecurrentArchitecture(List<Integer> widths) implements Architecture {
  public RecurrentArchitecture {
    widths = Widths.checked("recurrent.widths", widths);
  }

  @Override
  public void requireFits(ImageShape image) {
    // Any shape is a sequence of rows.
  }

  @Override
  public int features(ImageShape image) {
    return widths.get(widths.size() - 1);
  }

  @Override
  public void addEncoder(Chain layers, ImageShape image) {
    layers.add("encoder.rows", new ImageToRows(image.height()));
    int inputs = image.channels() * image.width();
    for (int i = 0; i < widths.size(); i++) {
      layers.addLstm("encoder." + i, inputs, widths.get(i));
      inputs = widths.get(i);
    }
    layers.add("encoder.last", new LastRow());
  }

  @Override
  public void addDecoder(Chain layers, ImageShape image, int latentSize, int depth) {
    layers.add("decoder.repeat", new RepeatRows(image.height()));
    int inputs = latentSize;
    for (int i = widths.size() - 1; i >= 0; i--) {
      layers.addLstm("decoder." + (widths.size() - 1 - i), inputs, widths.get(i));
      inputs = widths.get(i);
    }
    int maps = depth * image.channels();
    layers.add("decoder.steps", new StepsToBatch());
    layers.addLogits(
        Layers.linear(inputs, maps * image.width()),
        new RowsToImage(maps, image.height(), image.width()));
  }
}
